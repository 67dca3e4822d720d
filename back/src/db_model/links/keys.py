"""Where links lie: by the digest of their secret, each until it is good no more."""

from db_model.codec import item_of
from db_model.links.types import Link
from store.types import Item, Key


def main(digest: str) -> Key:
    return Key(f"~LINK#{digest}")


def item(digest: str, link: Link) -> Item:
    return item_of(
        link,
        key=main(digest),
        kind="link",
        version=link.version,
        expires=int(link.until.timestamp()),
    )
