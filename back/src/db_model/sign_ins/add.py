"""Writes that begin a sign-in."""

from db_model.sign_ins import keys
from db_model.sign_ins.types import SignIn
from store.types import Absent, Put


def added(sign_in: SignIn) -> Put:
    return Put(keys.item(sign_in), Absent())
