"""The findings of a group by any of their fields: one search, and gets of what was found."""

from typing import Any

from api.context import Info
from api.resolvers.finding.searched import FINDINGS
from api.resolvers.group.schema import GROUP
from api.resolvers.searched import Page, page_of
from db_model.findings.types import Finding
from db_model.groups.types import Group


@GROUP.field("findingsConnection")
async def resolve(group: Group, info: Info, **asked: Any) -> Page[Finding]:
    return await page_of(info, FINDINGS, asked, within=[group.name])
