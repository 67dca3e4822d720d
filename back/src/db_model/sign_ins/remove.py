"""Writes that end a sign-in, well or not: each is good once."""

from db_model.sign_ins import keys
from db_model.sign_ins.types import SignIn
from store.types import AtVersion, Delete


def removed(sign_in: SignIn) -> Delete:
    return Delete(keys.main(sign_in.digest), AtVersion(sign_in.version))
