"""Figures of a group, as they were counted a moment ago: one get for all of them."""

from collections.abc import Iterable
from typing import Final

from api.context import Info
from api.resolvers.group.schema import GROUP
from db_model.groups.types import Group
from db_model.types import GroupName
from db_model.vulnerabilities.find import Filters
from db_model.vulnerabilities.types import VulnerabilityStatus
from indicators.count import counters
from indicators.figures import figures_of, mean_days
from indicators.rules import group_scope
from indicators.types import Figures, Level

_STATES: Final = VulnerabilityStatus


@GROUP.field("closedVulnerabilities")
async def closed_vulnerabilities(group: Group, info: Info) -> int:
    return (await _figures(group, info)).closed


@GROUP.field("maxOpenSeverity")
async def max_open_severity(group: Group, info: Info) -> float | None:
    return (await _figures(group, info)).max_open


@GROUP.field("meanRemediate")
async def mean_remediate(group: Group, info: Info) -> int | None:
    return await _mean(group, info, Level)


@GROUP.field("meanRemediateCriticalSeverity")
async def mean_remediate_critical(group: Group, info: Info) -> int | None:
    return await _mean(group, info, (Level.CRITICAL,))


@GROUP.field("meanRemediateHighSeverity")
async def mean_remediate_high(group: Group, info: Info) -> int | None:
    return await _mean(group, info, (Level.HIGH,))


@GROUP.field("meanRemediateLowSeverity")
async def mean_remediate_low(group: Group, info: Info) -> int | None:
    return await _mean(group, info, (Level.LOW,))


@GROUP.field("meanRemediateMediumSeverity")
async def mean_remediate_medium(group: Group, info: Info) -> int | None:
    return await _mean(group, info, (Level.MEDIUM,))


@GROUP.field("openFindings")
async def open_findings(group: Group, info: Info) -> int:
    return (await _figures(group, info)).open_findings


@GROUP.field("openVulnerabilities")
async def open_vulnerabilities(group: Group, info: Info) -> int:
    return (await _figures(group, info)).open


async def total_of(info: Info, name: GroupName, filters: Filters) -> int:
    """Return how many vulnerabilities of a group are in the state that ``filters`` name, or any."""
    [found] = await counters(info.context.db, [group_scope(name)])
    figures = figures_of(found)
    of_states = (
        {_STATES.SUBMITTED: figures.submitted, _STATES.REJECTED: figures.rejected}
        if filters.drafts
        else {_STATES.VULNERABLE: figures.open, _STATES.SAFE: figures.closed}
    )
    return sum(count for status, count in of_states.items() if filters.status in (None, status))


async def _figures(group: Group, info: Info) -> Figures:
    [found] = await counters(info.context.db, [group_scope(group.name)])
    return figures_of(found)


async def _mean(group: Group, info: Info, levels: Iterable[Level]) -> int | None:
    remediation = (await _figures(group, info)).remediation
    return mean_days((remediation[level] for level in levels), today=info.context.now.date())
