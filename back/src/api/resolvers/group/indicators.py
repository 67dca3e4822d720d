"""The figures of a group of now and of days that are over, and what stands out in it."""

from datetime import date

from api.context import Info
from api.preload import finding_of
from api.resolvers.group.schema import GROUP
from api.resolvers.indicators.extremes import days_since, last_closed, oldest_open, worst_open
from api.resolvers.indicators.schema import Shown, shown, shown_days
from db_model.findings.types import Finding
from db_model.groups.types import Group
from indicators.rules import group_scope


@GROUP.field("indicators")
async def indicators(group: Group, info: Info) -> Shown:
    return await shown(info, group_scope(group.name))


@GROUP.field("indicatorsHistory")
async def indicators_history(group: Group, info: Info, **days: date | None) -> object:
    scope = group_scope(group.name)
    return await shown_days(info, scope, since=days.get("from"), until=days.get("to"))


@GROUP.field("lastClosedVulnerability")
async def last_closed_vulnerability(group: Group, info: Info) -> int | None:
    found = await last_closed(info.context, [group.name])
    return days_since(found.closed_at if found else None, info)


@GROUP.field("lastClosedVulnerabilityFinding")
async def last_closed_vulnerability_finding(group: Group, info: Info) -> Finding | None:
    found = await last_closed(info.context, [group.name])
    return await finding_of(info.context, found) if found else None


@GROUP.field("maxOpenSeverityFinding")
async def max_open_severity_finding(group: Group, info: Info) -> Finding | None:
    found = await worst_open(info.context, [group.name])
    return await finding_of(info.context, found) if found else None


@GROUP.field("oldestOpenVulnerability")
async def oldest_open_vulnerability(group: Group, info: Info) -> int | None:
    found = await oldest_open(info.context, [group.name])
    return days_since(found.reported_at if found else None, info)
