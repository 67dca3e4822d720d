"""The released vulnerabilities of a finding.

All of them, or those in one state, come from the store: one query, and one get for their root.
Any other filter is a search for their ids, and a get of them.
"""

from dataclasses import replace

from api.context import Info
from api.resolvers.connections import Connection
from api.resolvers.finding.schema import FINDING
from api.resolvers.vulnerability.filters import filters_from
from api.resolvers.vulnerability.pages import judge_of, shown, window
from db_model.findings.types import Finding
from db_model.vulnerabilities.find import Part, found_in_group
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
    **arguments: str | None,
) -> Connection[Vulnerability]:
    context = info.context
    context.seen.findings[finding.id] = finding
    part = window(first, after, state)
    if not any(arguments.values()):
        return await shown(context, await live_of_finding(context.db, finding.id, part))
    found = await found_in_group(
        context.db,
        context.search,
        finding.group_name,
        replace(
            filters_from(arguments, status=state),
            finding_id=finding.id,
            place=arguments.get("where") or "",
        ),
        Part(first=part.first, after=part.after),
    )
    return await shown(context, await found.seen(judge_of(context)), total=found.total)
