"""The released vulnerabilities of a group.

All of them, or those in one state, come from the store: one query, one get for what they belong
to, and one for how many there are.  Any other filter is a search for their ids, and a get of them.
"""

from typing import Final

from api.context import Info
from api.resolvers.connections import Connection
from api.resolvers.group.figures import total_of
from api.resolvers.group.schema import GROUP
from api.resolvers.vulnerability.filters import filters_from
from api.resolvers.vulnerability.pages import judge_of, shown
from db_model.groups.types import Group
from db_model.vulnerabilities.find import Filters, Part, found_in_group
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
    **arguments: str | None,
) -> Connection[Vulnerability]:
    context, size = info.context, first or _USUAL
    filters, judge = filters_from(arguments, status=state_status), judge_of(context)
    if filters == Filters(status=filters.status):
        window = Window(first=size, after=after, status=filters.status)
        page = await live_of_group(context.db, group.name, window, judge)
        return await shown(context, page, total=await total_of(info, group.name, filters))
    part = Part(first=size, after=after)
    found = await found_in_group(context.db, context.search, group.name, filters, part)
    return await shown(context, await found.seen(judge), total=found.total)
