"""Reads of credentials; none of them reads a secret."""

from collections.abc import Sequence
from typing import Final

from db_model.codec import decode, maybe
from db_model.credentials import keys
from db_model.credentials.types import Credentials
from db_model.organizations.keys import main as organization_key
from db_model.paging import everything
from db_model.types import CredentialsId, Email, OrganizationId
from store.types import Database, Index, Query

_A_GET: Final = 100


async def credentials(
    db: Database, organization: OrganizationId, id_: CredentialsId
) -> Credentials | None:
    return maybe(Credentials, (await db.get([keys.main(organization, id_)]))[0])


async def of_organization(db: Database, id_: OrganizationId) -> tuple[Credentials, ...]:
    """Return the credentials of an organization: one query a thousand."""
    query = Query(pk=organization_key(id_).pk, prefix=keys.PREFIX, limit=1000)
    return tuple(decode(Credentials, item) for item in await everything(db, query))


async def several(
    db: Database, organization: OrganizationId, ids: Sequence[CredentialsId]
) -> tuple[Credentials, ...]:
    """Return those of an organization's credentials that are there: a get a hundred."""
    found: list[Credentials] = []
    for first in range(0, len(ids), _A_GET):
        some = [keys.main(organization, id_) for id_ in ids[first : first + _A_GET]]
        found += [decode(Credentials, item) for item in await db.get(some) if item is not None]
    return tuple(found)


async def owned_by(db: Database, email: Email) -> tuple[Credentials, ...]:
    """Return what a person owns in all organizations, also those it left: one query a thousand."""
    query = Query(pk=keys.of_owner(email), index=Index.G1, prefix=keys.PREFIX, limit=1000)
    return tuple(decode(Credentials, item) for item in await everything(db, query))


async def is_named(db: Database, organization: OrganizationId, name: str) -> bool:
    """Return whether some credentials of the organization bear the name."""
    return (await db.get([keys.name(organization, name)]))[0] is not None
