"""Vulnerabilities of all that the caller may see: one search, and gets of what was found."""

from typing import Any

from api.context import Info
from api.resolvers.query.schema import QUERY
from api.resolvers.searched import Page, page_of
from api.resolvers.vulnerability.searched import RELEASED
from db_model.vulnerabilities.types import Vulnerability


@QUERY.field("vulnerabilities")
async def resolve(_: None, info: Info, **asked: Any) -> Page[Vulnerability]:
    return await page_of(info, RELEASED, asked)
