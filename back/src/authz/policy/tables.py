"""A table of the policy, as it is written and as it is asked."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TypeVar

from authz.policy.actions import Action
from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole

Role = TypeVar("Role", GroupRole, OrganizationRole, PlatformRole)


def table(
    columns: Mapping[str, Role], rows: Iterable[tuple[str, Action]]
) -> Mapping[Action, frozenset[Role]]:
    """Return the roles that each action of ``rows`` is allowed to.

    A row has for each of ``columns``, in their order, its name or dots in its place.

    Raises:
        ValueError: a row does not keep to the columns, allows nobody, or is there twice.
    """
    found: dict[Action, frozenset[Role]] = {}
    for text, action in rows:
        roles = _roles(columns, text)
        if action in found or not roles:
            message = f"the policy has {action} twice, or for nobody"
            raise ValueError(message)
        found[action] = roles
    return MappingProxyType(found)


def allowed(table: Mapping[Action, frozenset[Role]], roles: frozenset[Role]) -> frozenset[Action]:
    """Return the actions that ``table`` allows to any of ``roles``."""
    return frozenset(action for action, holders in table.items() if holders & roles)


def _roles(columns: Mapping[str, Role], text: str) -> frozenset[Role]:
    held = frozenset(text.split()) - {".."}
    if text != " ".join(name if name in held else ".." for name in columns):
        message = f"this row of the policy is out of its columns: {text}"
        raise ValueError(message)
    return frozenset(columns[name] for name in held)
