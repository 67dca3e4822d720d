"""The released vulnerabilities of a finding: one query, and one get for their root."""

from api.context import Info
from api.preload import preload
from api.resolvers.connections import MOST, Connection, connection, unsupported
from api.resolvers.finding.schema import FINDING
from db_model.findings.types import Finding
from db_model.vulnerabilities.get import Window, live_of_finding
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus


@FINDING.field("vulnerabilitiesConnection")
async def resolve(
    finding: Finding,
    info: Info,
    *,
    first: int | None = None,
    after: str | None = None,
    state: str | None = None,
    **filters: str | None,
) -> Connection[Vulnerability]:
    unsupported(**filters)
    context = info.context
    status = None if state is None else VulnerabilityStatus(state)
    window = Window(first=first or MOST, after=after, status=status)
    context.seen.findings[finding.id] = finding
    page = await live_of_finding(context.db, finding.id, window)
    await preload(context, page.nodes)
    return connection(page)
