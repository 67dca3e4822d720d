"""The vulnerabilities that a CI agent judges: one query, and one get for what they belong to."""

from api.context import Info
from api.preload import preload
from api.resolvers.connections import MOST, Connection, connection
from api.resolvers.group.schema import GROUP
from db_model.groups.types import Group
from db_model.vulnerabilities.get import Window, live_of_group
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus


@GROUP.field("forcesVulnerabilities")
async def resolve(
    group: Group,
    info: Info,
    *,
    first: int | None = None,
    after: str | None = None,
    state: str | None = None,
) -> Connection[Vulnerability]:
    status = None if state is None else VulnerabilityStatus(state)
    window = Window(first=first or MOST, after=after, status=status)
    page = await live_of_group(info.context.db, group.name, window)
    await preload(info.context, page.nodes)
    return connection(page)
