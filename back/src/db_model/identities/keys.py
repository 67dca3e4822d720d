"""Where identities are stored: with their person, and found by issuer and subject."""

import hashlib

from db_model.codec import item_of
from db_model.identities.types import Identity, IdentityOwner
from db_model.stakeholders.keys import partition
from db_model.types import Email
from store.types import Item, Key

KIND = "identity"


def digest(issuer: str, subject: str) -> str:
    """Return what tells an issuer's subject from all others; no URL has a line's end."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


def main(email: Email, issuer: str, subject: str) -> Key:
    return Key(partition(email), f"IDN#{digest(issuer, subject)}")


def by_subject(issuer: str, subject: str) -> Key:
    return Key(f"~IDN#{digest(issuer, subject)}")


def item(identity: Identity) -> Item:
    return item_of(
        identity,
        key=main(identity.email, identity.issuer, identity.subject),
        kind=KIND,
        version=identity.version,
    )


def owner_item(identity: Identity) -> Item:
    return item_of(
        IdentityOwner(email=identity.email),
        key=by_subject(identity.issuer, identity.subject),
        kind="identity-owner",
        version=identity.version,
    )
