"""Whose credentials are, and where they are used."""

from api.context import Info
from api.resolvers.credentials.schema import CREDENTIALS
from api.resolvers.git_root.schema import GIT_ROOT
from api.resolvers.group.schema import GROUP
from api.resolvers.me.schema import ME
from api.resolvers.organization.schema import ORGANIZATION
from authz.access import Access
from authz.errors import ActionDenied
from authz.grants import OrganizationGrant
from credentials.domain import credentials_of_group, own_credentials
from db_model.credentials.get import credentials as stored
from db_model.credentials.get import of_organization
from db_model.credentials.types import Credentials
from db_model.groups.types import Group
from db_model.organizations.get import organization as stored_organization
from db_model.organizations.types import Organization
from db_model.roots.types import GitRoot
from db_model.types import CredentialsId


@ORGANIZATION.field("credentials")
async def all_of(organization: Organization, info: Info) -> tuple[Credentials, ...]:
    return await of_organization(info.context.db, organization.id)


@ORGANIZATION.field("credential")
async def one_of(
    organization: Organization,
    info: Info,
    *,
    id: str | None = None,  # noqa: A002 - its name there
) -> Credentials | None:
    if id is None:
        return None
    return await stored(info.context.db, organization.id, CredentialsId(id))


@ME.field("credentials")
async def own(access: Access, info: Info) -> tuple[Credentials, ...]:
    return await own_credentials(info.context.db, access)


@GROUP.field("credentials")
async def of_group(group: Group, info: Info) -> tuple[Credentials, ...]:
    return await credentials_of_group(info.context.db, group)


@GIT_ROOT.field("credentials")
async def of_root(root: GitRoot, info: Info) -> Credentials | None:
    id_ = root.state.credentials_id
    return None if id_ is None else await stored(info.context.db, root.organization_id, id_)


@CREDENTIALS.field("organization")
async def organization(
    credentials: Credentials, info: Info, *, grant: OrganizationGrant
) -> Organization:
    del grant  # it is on the credentials, of whose organization it was shown
    found = await stored_organization(info.context.db, credentials.organization_id)
    if found is None:
        raise ActionDenied
    return found
