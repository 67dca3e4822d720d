"""The vulnerabilities of a finding that were submitted or rejected, as the released are read."""

from api.context import Info
from api.resolvers.connections import Connection
from api.resolvers.finding.schema import FINDING
from api.resolvers.vulnerability.pages import shown, window
from authz.grants import FindingGrant
from db_model.findings.types import Finding
from db_model.vulnerabilities.get import drafts_of_finding
from db_model.vulnerabilities.types import Vulnerability


@FINDING.field("draftsConnection")
async def resolve(
    _: Finding,
    info: Info,
    *,
    grant: FindingGrant,
    first: int | None = None,
    after: str | None = None,
) -> Connection[Vulnerability]:
    context, finding = info.context, grant.on
    context.seen.findings[finding.id] = finding
    page = await drafts_of_finding(context.db, finding.id, window(first, after))
    return await shown(context, page)
