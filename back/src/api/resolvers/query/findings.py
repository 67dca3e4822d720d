"""Findings of all that the caller may see: one search, and gets of what was found."""

from typing import Any

from api.context import Info
from api.resolvers.finding.searched import FINDINGS
from api.resolvers.query.schema import QUERY
from api.resolvers.searched import Page, page_of
from db_model.findings.types import Finding


@QUERY.field("findings")
async def resolve(_: None, info: Info, **asked: Any) -> Page[Finding]:
    return await page_of(info, FINDINGS, asked)
