"""The findings of a group with their figures: one query and one get a hundred."""

from collections.abc import Mapping

from api.context import Info
from api.preload import preload_figures
from api.resolvers.connections import unsupported
from api.resolvers.group.schema import GROUP
from authz.policy import Action
from db_model.findings.get import of_group
from db_model.findings.types import Finding
from db_model.groups.types import Group


@GROUP.field("findings")
async def resolve(group: Group, info: Info, *, filters: object = None) -> list[Finding]:
    if isinstance(filters, Mapping):
        unsupported(filters)
    context = info.context
    findings = await of_group(context.db, group.name)
    await preload_figures(context, [finding.id for finding in findings])
    if Action.READ_DRAFT_FINDING in context.caller.group_actions(group.name):
        return list(findings)
    return [finding for finding in findings if context.seen.figures[finding.id].released]
