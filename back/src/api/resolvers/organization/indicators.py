"""The figures of all groups of an organization, which every member of it may read."""

from datetime import date

from api.context import Info
from api.resolvers.indicators.extremes import days_since, last_closed, oldest_open
from api.resolvers.indicators.schema import Shown, shown, shown_days
from api.resolvers.organization.schema import ORGANIZATION
from authz.grants import OrganizationGrant
from db_model.groups.get import active_of_organization
from db_model.organizations.types import Organization
from db_model.types import GroupName
from indicators.rules import organization_scope


@ORGANIZATION.field("indicators")
async def indicators(_: Organization, info: Info, *, grant: OrganizationGrant) -> Shown:
    return await shown(info, organization_scope(grant.on.id))


@ORGANIZATION.field("indicatorsHistory")
async def indicators_history(
    _: Organization, info: Info, *, grant: OrganizationGrant, **days: date | None
) -> object:
    scope = organization_scope(grant.on.id)
    return await shown_days(info, scope, since=days.get("from"), until=days.get("to"))


@ORGANIZATION.field("lastClosedVulnerability")
async def last_closed_vulnerability(
    _: Organization, info: Info, *, grant: OrganizationGrant
) -> int | None:
    found = await last_closed(info.context, await _names(info, grant))
    return days_since(found.closed_at if found else None, info)


@ORGANIZATION.field("oldestOpenVulnerability")
async def oldest_open_vulnerability(
    _: Organization, info: Info, *, grant: OrganizationGrant
) -> int | None:
    found = await oldest_open(info.context, await _names(info, grant))
    return days_since(found.reported_at if found else None, info)


async def _names(info: Info, grant: OrganizationGrant) -> list[GroupName]:
    return [group.name for group in await active_of_organization(info.context.db, grant.on.id)]
