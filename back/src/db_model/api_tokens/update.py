"""Writes that change a token, and that remember its use."""

from db_model.api_tokens import keys
from db_model.api_tokens.types import ApiToken, TokenUse
from db_model.codec import item_of
from db_model.types import TokenId
from store.types import AtVersion, Put, Whatever


def changed(was: ApiToken, token: ApiToken) -> Put:
    return Put(keys.item(token), AtVersion(was.version))


def used(id_: TokenId, use: TokenUse) -> Put:
    return Put(item_of(use, key=keys.use(id_), kind="token-use", version=use.version), Whatever())
