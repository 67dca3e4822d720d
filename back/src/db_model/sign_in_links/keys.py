"""Where sign-in links are stored: with whom they sign in, and found by digest."""

from db_model.codec import item_of
from db_model.keys import part
from db_model.sign_in_links.types import LinkOwner, SignInLink
from db_model.stakeholders.keys import partition
from db_model.types import Email, SignInLinkId
from store.types import Item, Key

KIND = "sign-in-link"


def main(email: Email, id_: SignInLinkId) -> Key:
    return Key(partition(email), f"LNK#{part(id_)}")


def by_digest(digest: str) -> Key:
    return Key(f"~LNK#{digest}")


def item(link: SignInLink) -> Item:
    return item_of(
        link,
        key=main(link.email, link.id),
        kind=KIND,
        version=link.version,
        expires=int(link.ends_at.timestamp()),
    )


def owner_item(link: SignInLink) -> Item:
    return item_of(
        LinkOwner(email=link.email, link_id=link.id),
        key=by_digest(link.digest),
        kind="link-owner",
        version=link.version,
        expires=int(link.ends_at.timestamp()),
    )
