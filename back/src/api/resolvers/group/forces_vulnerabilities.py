"""The vulnerabilities that a CI agent judges: one query, and one get for what they belong to."""

from api.context import Info
from api.resolvers.connections import Connection
from api.resolvers.group.schema import GROUP
from api.resolvers.vulnerability.pages import judge_of, shown, window
from db_model.groups.types import Group
from db_model.vulnerabilities.get import live_of_group
from db_model.vulnerabilities.types import Vulnerability


@GROUP.field("forcesVulnerabilities")
async def resolve(
    group: Group,
    info: Info,
    *,
    first: int | None = None,
    after: str | None = None,
    state: str | None = None,
) -> Connection[Vulnerability]:
    context = info.context
    wanted = window(first, after, state)
    page = await live_of_group(context.db, group.name, wanted, judge_of(context))
    return await shown(context, page)
