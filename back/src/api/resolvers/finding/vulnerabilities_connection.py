"""The released vulnerabilities of a finding.

All of them, or those in one state, come from the store: one query, and one get for their root.
Any other filter is a search for their ids, and a get of them; so is a list that has to have all
that was written.
"""

from dataclasses import replace
from typing import Any, Final

from api.context import Info
from api.filters.asked import is_strong
from api.resolvers.connections import MOST, Connection
from api.resolvers.finding.schema import FINDING
from api.resolvers.vulnerability.filters import filters_from
from api.resolvers.vulnerability.pages import shown, window
from api.resolvers.vulnerability.searched import of_group
from db_model.findings.types import Finding
from db_model.vulnerabilities.get import live_of_finding
from db_model.vulnerabilities.types import Vulnerability

_FILTERS: Final = ("reattack", "treatment")


@FINDING.field("vulnerabilitiesConnection")
async def resolve(
    finding: Finding, info: Info, *, state: str | None = None, **arguments: Any
) -> Connection[Vulnerability]:
    context = info.context
    context.seen.findings[finding.id] = finding
    # Its filter ``where`` is not that of other lists, but words of a place.
    place = arguments.pop("where", None)
    if not is_strong(arguments) and not place and not any(map(arguments.get, _FILTERS)):
        wanted = window(arguments.get("first"), arguments.get("after"), state)
        return await shown(context, await live_of_finding(context.db, finding.id, wanted))
    filters = replace(
        filters_from(arguments, status=state), finding_id=finding.id, place=place or ""
    )
    return await of_group(context, finding.group_name, filters, arguments, usual=MOST)
