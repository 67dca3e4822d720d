"""The released vulnerabilities of a group.

All of them, or those in one state, come from the store: one query, one get for what they belong
to, and one for how many there are.  Any other filter or order is a search for their ids, and a
get of them; so is a list that has to have all that was written.
"""

from typing import Any, Final

from api.context import Info
from api.resolvers.connections import Connection
from api.resolvers.group.figures import total_of
from api.resolvers.group.schema import GROUP
from api.resolvers.vulnerability.filters import filters_from
from api.resolvers.vulnerability.pages import judge_of, shown
from api.resolvers.vulnerability.searched import is_searched, of_group
from db_model.groups.types import Group
from db_model.vulnerabilities.find import Filters
from db_model.vulnerabilities.get import Window, live_of_group
from db_model.vulnerabilities.types import Vulnerability

_USUAL: Final = 10


@GROUP.field("vulnerabilities")
async def resolve(
    group: Group, info: Info, *, state_status: str | None = None, **arguments: Any
) -> Connection[Vulnerability]:
    context = info.context
    filters = filters_from(arguments, status=state_status)
    if is_searched(arguments) or filters != Filters(status=filters.status):
        return await of_group(context, group.name, filters, arguments, usual=_USUAL)
    window = Window(
        first=arguments.get("first") or _USUAL,
        after=arguments.get("after"),
        status=filters.status,
    )
    page = await live_of_group(context.db, group.name, window, judge_of(context))
    return await shown(context, page, total=await total_of(info, group.name, filters))
