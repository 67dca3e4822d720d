"""What is read off an entry of the audit trail."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ariadne import ObjectType
from ariadne.utils import convert_camel_case_to_snake

from api.context import Info
from api.resolvers.connections import size_of
from trails.read import Window
from trails.types import Sealed

AUDIT_ENTRY = ObjectType("AuditEntry")

_MOST: Final = 100  # entries of a page
_ORIGIN: Final = (
    "address",
    "at",
    "importId",
    "principal",
    "requestId",
    "sessionId",
    "tokenId",
)


def _origin(name: str) -> Callable[[Sealed, Info], object]:
    attribute = convert_camel_case_to_snake(name)
    return lambda sealed, _: getattr(sealed.entry.origin, attribute)


for _name in _ORIGIN:
    AUDIT_ENTRY.set_field(_name, _origin(_name))
AUDIT_ENTRY.set_field("changes", lambda sealed, _: sealed.entry.changed)
AUDIT_ENTRY.set_field("group", lambda sealed, _: sealed.entry.group)
AUDIT_ENTRY.set_field("id", lambda sealed, _: sealed.entry.id)
AUDIT_ENTRY.set_field("previousHash", lambda sealed, _: sealed.entry.previous)
AUDIT_ENTRY.set_field("sequence", lambda sealed, _: sealed.entry.sequence)


def window_from(arguments: Mapping[str, Any]) -> Window:
    """Return what the arguments of a trail, named as resolvers know them, ask for."""
    return Window(
        first=size_of(arguments["first"], usual=_MOST, most=_MOST),
        after=arguments.get("after"),
        since=arguments.get("since"),
        until=arguments.get("until"),
    )
