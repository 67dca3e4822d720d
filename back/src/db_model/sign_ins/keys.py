"""Where sign-ins are stored that were begun."""

from db_model.codec import item_of
from db_model.sign_ins.types import SignIn
from store.types import Item, Key


def main(digest: str) -> Key:
    return Key(f"~SIGNIN#{digest}")


def item(sign_in: SignIn) -> Item:
    return item_of(
        sign_in,
        key=main(sign_in.digest),
        kind="sign-in",
        version=sign_in.version,
        expires=int(sign_in.expires_at.timestamp()),
    )
