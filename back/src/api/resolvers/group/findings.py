"""The findings of a group with their figures: one query and one get a hundred."""

from collections.abc import Mapping
from typing import Any, Final

from api.context import Context, Info
from api.preload import preload_figures
from api.resolvers.connections import unsupported
from api.resolvers.group.schema import GROUP
from api.resolvers.searched import caught_up
from authz.policy import Action
from db_model.findings.get import of_group
from db_model.findings.types import Finding
from db_model.groups.types import Group
from db_model.vulnerabilities.find import Filters, findings_with

_KNOWN: Final = frozenset({"root", "verified"})


@GROUP.field("findings")
async def resolve(
    group: Group, info: Info, *, filters: object = None, **arguments: Any
) -> list[Finding]:
    context = info.context
    await caught_up(context, arguments)
    findings = await _asked_for(group, context, filters if isinstance(filters, Mapping) else {})
    await preload_figures(context, [finding.id for finding in findings])
    if Action.READ_DRAFT_FINDING in context.caller.group_actions(group.name):
        return findings
    return [finding for finding in findings if context.seen.figures[finding.id].released]


async def _asked_for(
    group: Group, context: Context, filters: Mapping[str, object]
) -> list[Finding]:
    """Return the findings that the filters let through; one by root costs a search more."""
    unsupported({key: value for key, value in filters.items() if key not in _KNOWN})
    if filters.get("verified") is False:
        # Nobody can ask for a reattack yet, so that none waits for one.
        return []
    findings = list(await of_group(context.db, group.name))
    root = filters.get("root")
    if not root:
        return findings
    ids = await findings_with(context.search, group.name, Filters(root=str(root)))
    return [finding for finding in findings if finding.id in ids]
