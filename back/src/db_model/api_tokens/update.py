"""Writes that remember the use of a token."""

from db_model.api_tokens import keys
from db_model.api_tokens.types import TokenUse
from db_model.codec import item_of
from db_model.types import TokenId
from store.types import Put, Whatever


def used(id_: TokenId, use: TokenUse) -> Put:
    return Put(item_of(use, key=keys.use(id_), kind="token-use", version=use.version), Whatever())
