"""The plan of a move in the blob store: the ids of what the root had, in numbered parts.

It is written before the first of them is taken over and never changes, so a move that was cut
off goes on where it stopped, whatever people do meanwhile to the order of lists.  The ids are in
order: a runner that was overtaken and still writes the plan writes the same one.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from blobs.types import BlobStore
from db_model.codec import decode_body, encode
from db_model.types import RootId, VulnerabilityId

PART: Final = 500  # ids


async def write(blobs: BlobStore, of: RootId, ids: Iterable[VulnerabilityId]) -> int:
    """Write ``ids`` as what the root ``of`` had, and return how many there are."""
    ordered = sorted(ids)
    for first in range(0, len(ordered), PART):
        await blobs.put(_path(of, first // PART), encode(ordered[first : first + PART]))
    return len(ordered)


async def read(blobs: BlobStore, of: RootId, *, start: int, stop: int) -> Sequence[VulnerabilityId]:
    """Return the ids from ``start`` to before ``stop``, or to the end of their part."""
    number = start // PART
    path = _path(of, number)
    part = decode_body(tuple[VulnerabilityId, ...], await blobs.get(path), of=path)
    first = number * PART
    return part[start - first : stop - first]


async def forget(blobs: BlobStore, of: RootId) -> None:
    """Remove the plan of what the root ``of`` had."""
    for path in [entry.path async for entry in blobs.list(f"moves/{of}")]:
        await blobs.delete(path)


def _path(of: RootId, number: int) -> str:
    return f"moves/{of}/{number:06d}.json"
