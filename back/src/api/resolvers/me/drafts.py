"""The findings of all groups that wait to be released, for who sees drafts there: one search."""

from typing import Any, Final

from api.context import Info
from api.resolvers.connections import Connection, connection
from api.resolvers.finding.searched import DRAFTS
from api.resolvers.me.schema import ME
from api.resolvers.searched import caught_up, found_of
from authz.access import Access
from db_model.findings.types import Finding
from db_model.found import Asked, Found

_USUAL: Final = 100
_MOST: Final = 1000


@ME.field("drafts")
async def resolve_all(_: Access, info: Info, **arguments: Any) -> tuple[Finding, ...]:
    return (await _found(info, Asked(first=_MOST), arguments)).nodes


@ME.field("draftsConnection")
async def resolve(
    _: Access, info: Info, *, first: int | None = None, after: str | None = None, **arguments: Any
) -> Connection[Finding]:
    page = await _found(info, Asked(first=first or _USUAL, after=after), arguments)
    return connection(page.slice(), total=page.total)


async def _found(info: Info, asked: Asked, arguments: dict[str, Any]) -> Found[Finding]:
    await caught_up(info.context, arguments)
    return await found_of(info.context, DRAFTS, asked)
