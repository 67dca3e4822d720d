"""What is searched for in an organization: a query for its groups, a search, and gets."""

from typing import Any

from api.context import Info
from api.resolvers.finding.searched import FINDINGS
from api.resolvers.organization.schema import ORGANIZATION
from api.resolvers.searched import Page, page_of
from api.resolvers.vulnerability.searched import RELEASED
from db_model.findings.types import Finding
from db_model.groups.get import active_of_organization
from db_model.organizations.types import Organization
from db_model.types import GroupName
from db_model.vulnerabilities.types import Vulnerability


@ORGANIZATION.field("findings")
async def findings(organization: Organization, info: Info, **asked: Any) -> Page[Finding]:
    return await page_of(info, FINDINGS, asked, within=await _groups(organization, info))


@ORGANIZATION.field("vulnerabilities")
async def vulnerabilities(
    organization: Organization, info: Info, **asked: Any
) -> Page[Vulnerability]:
    return await page_of(info, RELEASED, asked, within=await _groups(organization, info))


async def _groups(organization: Organization, info: Info) -> list[GroupName]:
    return [group.name for group in await active_of_organization(info.context.db, organization.id)]
