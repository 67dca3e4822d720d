"""How many findings and vulnerabilities of a group are open: one query and one get a hundred."""

from api.context import Info
from api.preload import preload_figures
from api.resolvers.group.schema import GROUP
from db_model.findings.get import of_group
from db_model.findings.types import Figures
from db_model.groups.types import Group


@GROUP.field("closedVulnerabilities")
async def closed_vulnerabilities(group: Group, info: Info) -> int:
    return sum(figures.closed for figures in await _figures(group, info))


@GROUP.field("openFindings")
async def open_findings(group: Group, info: Info) -> int:
    return sum(figures.open > 0 for figures in await _figures(group, info))


@GROUP.field("openVulnerabilities")
async def open_vulnerabilities(group: Group, info: Info) -> int:
    return sum(figures.open for figures in await _figures(group, info))


async def _figures(group: Group, info: Info) -> list[Figures]:
    context = info.context
    ids = [finding.id for finding in await of_group(context.db, group.name)]
    await preload_figures(context, ids)
    return [context.seen.figures[id_] for id_ in ids]
