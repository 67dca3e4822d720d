"""The line sketches of a root: what names its key, where that and the sketches lie; pure."""

import hashlib
from collections.abc import Iterator
from typing import Final

from db_model.sketches.types import RootSketches
from db_model.types import GroupName, ImportId, RootId
from envelopes.rules import of_group
from envelopes.types import Place

KEY_BYTES: Final = 32
# The job that removes all sketches of a root, which is its subject.
FORGET: Final = "forget-sketches"
_ID_BYTES: Final = 8


def key_id(plain: bytes) -> str:
    """Return what names a key in reports: BLAKE2b (RFC 7693) of nothing, keyed with it."""
    return hashlib.blake2b(key=plain, person=b"key", digest_size=_ID_BYTES).hexdigest()


def place_of(group: GroupName, root: RootId) -> Place:
    """Return where the key of a root is kept sealed."""
    return Place(tenant=of_group(group), entity="root", id=root, field="sketch_key")


def folder(root: RootId) -> str:
    """Return the folder of all sketches of a root, which go where it goes."""
    return f"sketches/{root}"


def path(root: RootId, id_: ImportId) -> str:
    """Return where the sketches of an import of ``root`` lie."""
    return f"{folder(root)}/{id_}"


def paths(held: RootSketches) -> Iterator[str]:
    """Yield where what ``held`` names lies, in the order of the imports."""
    named = {id_ for each in held.tools for id_ in (each.current, each.before) if id_}
    for id_ in sorted(named):
        yield path(held.root_id, id_)
