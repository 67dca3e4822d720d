"""Use cases of organizations."""

from datetime import datetime

from authz.access import origin
from authz.grants import PlatformGrant, require
from authz.policy import Action
from db_model.access.add import organization_access_added
from db_model.access.types import OrganizationAccess, OrganizationRole
from db_model.commit import attempted, commit
from db_model.organizations.add import added
from db_model.organizations.get import id_by_name
from db_model.organizations.types import Organization, OrganizationState, OrganizationStatus
from db_model.types import OrganizationId
from kit.time import milliseconds
from organizations.errors import NameTaken
from organizations.rules import country_from, name_from
from store.types import Database


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
        writes = (*added(organization), *organization_access_added(founder(organization)))
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
