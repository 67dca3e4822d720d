"""The secrets of a root and of its environments, sealed anew for the group that it moves to."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from db_model.environments.get import of_group
from db_model.roots.types import Move, Root
from db_model.secrets import keys
from db_model.secrets.get import secrets
from db_model.secrets.types import Secret
from db_model.secrets.update import kept
from envelopes.keyring import Keyring
from envelopes.seal import seal, unseal
from roots.rules.secrets import place_of
from store.types import Database, Write

_MOST: Final = 40  # secrets of one commit, of two writes each


async def copied_secrets(
    db: Database, keyring: Keyring, root: Root, to: Move, *, at: datetime
) -> Sequence[Write]:
    """Return the writes that copy some of what is missing; none when nothing is.

    What an environment has in the new group already stays as it is there.

    Raises:
        KeysUnavailable: they cannot be opened, or sealed.
    """
    some = (await _missing(db, root, to))[:_MOST]
    values = await unseal(db, keyring, [place_of(each) for each in some])
    known = [
        (_copy(each, to), value)
        for each, value in zip(some, values, strict=True)
        if value is not None
    ]
    if not known:
        return ()
    sealed = await seal(db, keyring, {place_of(copy): value for copy, value in known}, at=at)
    return (*(write for copy, _ in known for write in kept(None, copy)), *sealed)


async def _missing(db: Database, root: Root, to: Move) -> list[Secret]:
    pairs = [(keys.of_root(root.id), keys.of_root(to.root_id))]
    for each in await of_group(db, root.group_name):
        if each.root_id == root.id:
            of = keys.of_environment(each.id)
            pairs.append((of, of))
    missing: list[Secret] = []
    for here, there in pairs:
        known = {each.key for each in await secrets(db, to.group_name, there)}
        held = await secrets(db, root.group_name, here)
        missing.extend(each for each in held if each.key not in known)
    return missing


def _copy(secret: Secret, to: Move) -> Secret:
    root_id = None if secret.root_id is None else to.root_id
    return replace(secret, group_name=to.group_name, root_id=root_id)
