"""The released vulnerabilities of a finding: one query, and one get for their root."""

from api.context import Info
from api.resolvers.connections import Connection, unanswered
from api.resolvers.finding.schema import FINDING
from api.resolvers.vulnerability.pages import shown, window
from db_model.findings.types import Finding
from db_model.vulnerabilities.get import live_of_finding
from db_model.vulnerabilities.types import Vulnerability


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
    unanswered(filters)
    context = info.context
    context.seen.findings[finding.id] = finding
    page = await live_of_finding(context.db, finding.id, window(first, after, state))
    return await shown(context, page)
