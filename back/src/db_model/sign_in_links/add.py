"""Writes that make a sign-in link."""

from db_model.sign_in_links import keys
from db_model.sign_in_links.types import SignInLink
from store.types import Absent, Put


def added(link: SignInLink) -> tuple[Put, ...]:
    return Put(keys.item(link), Absent()), Put(keys.owner_item(link), Absent())
