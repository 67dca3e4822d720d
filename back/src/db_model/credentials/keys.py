"""Where credentials are stored: with their organization."""

from typing import Final

from db_model.codec import item_of
from db_model.credentials.types import Credentials
from db_model.keys import part, unique
from db_model.organizations.keys import main as organization_key
from db_model.types import CredentialsId, Email, OrganizationId
from store.types import Index, IndexKey, Item, Key

PREFIX: Final = "CRED#"


def main(organization: OrganizationId, id_: CredentialsId) -> Key:
    return Key(organization_key(organization).pk, f"{PREFIX}{part(id_)}")


def of_owner(email: Email) -> str:
    """Return the part of G1 that lists what a person owns, of all organizations."""
    return f"OWNER#{part(email)}"


def name(organization: OrganizationId, text: str) -> Key:
    """Return the guard of a name; its item says whose it is."""
    return unique("credentials", organization, text)


def item(credentials: Credentials) -> Item:
    return item_of(
        credentials,
        key=main(credentials.organization_id, credentials.id),
        kind="credentials",
        version=credentials.version,
        index=((Index.G1, IndexKey(of_owner(credentials.owner), _place(credentials))),),
    )


def _place(credentials: Credentials) -> str:
    return f"{PREFIX}{part(credentials.organization_id)}#{part(credentials.id)}"


def guard(credentials: Credentials) -> Item:
    return Item(
        key=name(credentials.organization_id, credentials.name),
        kind="guard",
        version=credentials.version,
        body=credentials.id.encode(),
    )
