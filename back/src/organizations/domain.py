"""Use cases of organizations."""

from dataclasses import replace
from datetime import datetime

from authz.access import origin
from authz.errors import ActionDenied
from authz.grants import OrganizationGrant, PlatformGrant, require
from authz.policy import Action
from db_model.access.add import organization_access_added
from db_model.access.types import OrganizationAccess, OrganizationRole
from db_model.commit import attempted, commit
from db_model.organizations.add import added
from db_model.organizations.get import id_by_name
from db_model.organizations.get import organization as stored_organization
from db_model.organizations.types import (
    Organization,
    OrganizationState,
    OrganizationStatus,
    OwnPolicies,
)
from db_model.organizations.update import updated
from db_model.stakeholders.update import touched
from db_model.types import OrganizationId
from kit.time import milliseconds
from organizations.errors import NameTaken
from organizations.rules import country_from, name_from, with_policies
from organizations.types import MemberPolicies
from stakeholders.domain import fresh
from store.types import Database
from store.versions import next_version


async def add_organization(
    db: Database,
    grant: PlatformGrant,
    *,
    id_: OrganizationId,
    name: str,
    country: str,
    at: datetime,
) -> Organization:
    """Add an organization, of which the caller becomes user manager; one commit.

    Raises:
        NameTaken: there is one of this name.
        LoginRequired: the caller was removed meanwhile.
        AppError: as ``name_from`` and ``country_from`` do.
    """
    require(grant, Action.ADD_ORGANIZATION)
    email = grant.on.email
    organization = Organization(
        id=id_,
        name=name_from(name),
        country=country_from(country),
        created_by=email,
        created_at=at,
        state=OrganizationState(
            status=OrganizationStatus.ACTIVE, modified_by=email, modified_at=at
        ),
        version=milliseconds(at),
    )

    async def attempt() -> Organization:
        if await id_by_name(db, organization.name) is not None:
            raise NameTaken
        caller = await fresh(db, grant.access)
        writes = (
            *added(organization),
            *organization_access_added(founder(organization)),
            touched(caller.stakeholder, at=at),
        )
        await commit(db, writes, origin(grant.access, at=at))
        return organization

    return await attempted(attempt)


def founder(organization: Organization) -> OrganizationAccess:
    """Return the membership of whoever added ``organization``."""
    return OrganizationAccess(
        email=organization.created_by,
        organization_id=organization.id,
        role=OrganizationRole.USER_MANAGER,
        granted_by=organization.created_by,
        granted_at=organization.created_at,
        version=organization.version,
    )


async def update_organization_policies(
    db: Database,
    grant: OrganizationGrant,
    asked: OwnPolicies,
    members: MemberPolicies,
    *,
    name: str,
    at: datetime,
) -> Organization:
    """Change the policies that are ``asked`` for, in one commit; none where nothing changes.

    Raises:
        ActionDenied: the granted organization is not called ``name``.
        AppError: as ``with_policies`` does.
    """
    require(grant, Action.UPDATE_ORGANIZATION_POLICIES)
    if name.strip().lower() != grant.on.name:
        raise ActionDenied
    by = grant.access.stakeholder.email

    async def attempt() -> Organization:
        was = await stored_organization(db, grant.on.id)
        if was is None or was.state.status is not OrganizationStatus.ACTIVE:
            raise ActionDenied
        now = with_policies(was, asked, members, by=by, at=at)
        if now == was:
            return was
        now = replace(now, version=next_version(was.version, milliseconds(at)))
        await commit(db, updated(was, now), origin(grant.access, at=at))
        return now

    return await attempted(attempt)
