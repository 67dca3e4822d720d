"""The key of a root's line sketches, and what holds of them, moved to the root that stands for it.

The key stays the same, sealed anew: what was seen is known by hashes that were made with it.
"""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from blobs.errors import BlobNotFound
from blobs.types import BlobStore
from db_model.roots.types import Move, Root
from db_model.sketches.get import of_root
from db_model.sketches.remove import key_removed, removed
from db_model.sketches.update import kept, key_kept
from envelopes.keyring import Keyring
from envelopes.seal import discarded, seal, unseal
from jobs.enqueue import enqueue
from roots.rules.sketches import FORGET, paths, place_of
from store.types import Database, Write

# An import that runs meanwhile may still write; none takes longer.
_LATER: Final = timedelta(hours=1)


async def copied_files(db: Database, blobs: BlobStore, root: Root, to: Move) -> None:
    """Copy the files of what holds of ``root``, before anything of ``to`` names them."""
    _, held = await of_root(db, root.group_name, root.id)
    if held is None:
        return
    there = replace(held, root_id=to.root_id)
    for source, target in zip(paths(held), paths(there), strict=True):
        with suppress(BlobNotFound):  # lost by whoever put the files back
            await blobs.put(target, blobs.stream(source))


async def moved_sketches(
    db: Database, keyring: Keyring, root: Root, to: Move, *, at: datetime
) -> tuple[Write, ...]:
    """Return the writes that move the key of ``root``, and what holds; none where all is moved.

    Raises:
        KeysUnavailable: the key cannot be opened, or sealed.
    """
    key, held = await of_root(db, root.group_name, root.id)
    writes: list[Write] = []
    if key is not None:
        here, there = place_of(key.group_name, key.root_id), place_of(to.group_name, to.root_id)
        moved = replace(key, group_name=to.group_name, root_id=to.root_id)
        (plain,) = await unseal(db, keyring, [here])
        writes += (*key_removed(key), *discarded([here]))
        if plain is not None:
            writes += (*key_kept(None, moved), *await seal(db, keyring, {there: plain}, at=at))
    if held is not None:
        there_held = replace(held, group_name=to.group_name, root_id=to.root_id)
        writes += (*removed(held), *kept(None, there_held))
        writes.append(await enqueue(db, FORGET, root.id, now=at, run_after=at + _LATER))
    return tuple(writes)
