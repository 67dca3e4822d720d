"""Writes that change a member."""

from db_model.access import keys
from db_model.access.add import recorded
from db_model.access.types import Membership
from store.types import AtVersion, Check, Put


def changed(was: Membership, access: Membership) -> tuple[Put, ...]:
    """Return the writes that put ``access``, of a later version, in the place of ``was``."""
    item = keys.item(access)
    return Put(item, AtVersion(was.version)), recorded(item)


def unchanged(access: Membership) -> Check:
    """Return what lets a commit through only while ``access`` is as it was read."""
    return Check(keys.main(access), AtVersion(access.version))
