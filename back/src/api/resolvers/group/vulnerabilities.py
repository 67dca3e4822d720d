"""The released vulnerabilities of a group: one query, and one get for what they belong to."""

from typing import Final

from api.context import Info
from api.resolvers.connections import Connection, unanswered
from api.resolvers.group.schema import GROUP
from api.resolvers.vulnerability.pages import shown, status_from
from db_model.groups.types import Group
from db_model.vulnerabilities.get import Window, live_of_group
from db_model.vulnerabilities.types import Vulnerability

_USUAL: Final = 10


@GROUP.field("vulnerabilities")
async def resolve(
    group: Group,
    info: Info,
    *,
    first: int | None = None,
    after: str | None = None,
    state_status: str | None = None,
    **filters: str | None,
) -> Connection[Vulnerability]:
    unanswered(filters)
    window = Window(first=first or _USUAL, after=after, status=status_from(state_status))
    return await shown(info.context, await live_of_group(info.context.db, group.name, window))
