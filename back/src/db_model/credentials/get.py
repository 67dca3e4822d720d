"""Reads of credentials; none of them reads a secret."""

from db_model.codec import decode, maybe
from db_model.credentials import keys
from db_model.credentials.types import Credentials
from db_model.organizations.keys import main as organization_key
from db_model.paging import everything
from db_model.types import CredentialsId, OrganizationId
from store.types import Database, Query


async def credentials(
    db: Database, organization: OrganizationId, id_: CredentialsId
) -> Credentials | None:
    return maybe(Credentials, (await db.get([keys.main(organization, id_)]))[0])


async def of_organization(db: Database, id_: OrganizationId) -> tuple[Credentials, ...]:
    """Return the credentials of an organization: one query a thousand."""
    query = Query(pk=organization_key(id_).pk, prefix=keys.PREFIX, limit=1000)
    return tuple(decode(Credentials, item) for item in await everything(db, query))


async def is_named(db: Database, organization: OrganizationId, name: str) -> bool:
    """Return whether some credentials of the organization bear the name."""
    return (await db.get([keys.name(organization, name)]))[0] is not None
