"""Where tokens are stored: with their owner, and found by digest.

Uses lie apart, so that remembering one can never bring back a token revoked meanwhile.
"""

from db_model.api_tokens.types import ApiToken, TokenOwner
from db_model.codec import item_of
from db_model.keys import part
from db_model.stakeholders.keys import partition
from db_model.types import Email, TokenId
from store.types import Item, Key

KIND = "api-token"


def main(email: Email, id_: TokenId) -> Key:
    return Key(partition(email), f"TOK#{part(id_)}")


def by_digest(digest: str) -> Key:
    return Key(f"~TOK#{digest}")


def use(id_: TokenId) -> Key:
    return Key(f"~TOKUSE#{part(id_)}")


def item(token: ApiToken) -> Item:
    return item_of(token, key=main(token.email, token.id), kind=KIND, version=token.version)


def lent_item(owner: TokenOwner, *, digest: str, version: int) -> Item:
    assert owner.workload is not None, "only a CI job is lent a token"
    return item_of(
        owner,
        key=by_digest(digest),
        kind="token-owner",
        version=version,
        expires=int(owner.workload.expires_at.timestamp()) + 1,
    )


def owner_item(token: ApiToken) -> Item:
    return item_of(
        TokenOwner(email=token.email, token_id=token.id),
        key=by_digest(token.digest),
        kind="token-owner",
        version=token.version,
    )
