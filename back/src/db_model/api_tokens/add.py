"""Writes that make a token."""

from db_model.api_tokens import keys
from db_model.api_tokens.types import ApiToken
from store.types import Absent, Put


def added(token: ApiToken) -> tuple[Put, ...]:
    return Put(keys.item(token), Absent()), Put(keys.owner_item(token), Absent())
