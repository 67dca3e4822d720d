"""Files, whose paths are written once: what is missing in the target is copied."""

from collections.abc import AsyncIterator, Callable

from blobs.errors import BlobNotFound
from blobs.types import BlobStore


async def copy_files(source: BlobStore, target: BlobStore, *, told: Callable[[int], None]) -> int:
    """Copy what ``target`` has not, or has in another size; return how many files were copied.

    A file that is removed meanwhile is left out.  One that breaks off is not written, so that
    the next call goes on from there.
    """
    there = {entry.path: entry.size_bytes async for entry in target.list("")}
    copied = 0
    async for entry in source.list(""):
        if there.get(entry.path) == entry.size_bytes:
            continue
        copied += await _copied(source, target, entry.path)
        told(copied)
    return copied


async def missing_files(source: BlobStore, target: BlobStore) -> tuple[str, ...]:
    """Return the paths that ``target`` has not, or in another size."""
    there = {entry.path: entry.size_bytes async for entry in target.list("")}
    found = [
        entry.path async for entry in source.list("") if there.get(entry.path) != entry.size_bytes
    ]
    return tuple(sorted(found))


async def _copied(source: BlobStore, target: BlobStore, path: str) -> int:
    parts = source.stream(path)
    try:
        first = await anext(parts, b"")
    except BlobNotFound:
        return 0

    async def whole() -> AsyncIterator[bytes]:
        yield first
        async for part in parts:
            yield part

    await target.put(path, whole())
    return 1
