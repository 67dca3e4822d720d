"""Writes that change a member."""

from db_model.access import keys
from db_model.access.add import recorded
from db_model.access.types import Membership
from db_model.roles.holders import held, let_go
from store.types import AtVersion, Check, Put, Write


def changed(was: Membership, access: Membership) -> tuple[Write, ...]:
    """Return the writes that put ``access``, of a later version, in the place of ``was``."""
    item = keys.item(access)
    holding: tuple[Write, ...] = ()
    if was.custom_role != access.custom_role:
        holding = (*let_go(was.custom_role, item.key), *held(access.custom_role, item.key))
    return Put(item, AtVersion(was.version)), recorded(item), *holding


def unchanged(access: Membership) -> Check:
    """Return what lets a commit through only while ``access`` is as it was read."""
    return Check(keys.main(access), AtVersion(access.version))
