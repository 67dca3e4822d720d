"""What a directory and S3 share: reading, listing and deleting through obstore."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, ParamSpec, TypeAlias, TypeVar

from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from blobs.errors import BlobNotFound, BlobsUnavailable
from blobs.paths import checked
from blobs.types import BlobEntry

Objects: TypeAlias = LocalStore | S3Store
P = ParamSpec("P")
R = TypeVar("R")

_PART_BYTES: Final = 1024 * 1024


async def get(objects: Objects, path: str) -> bytes:
    with reading(path):
        result = await objects.get_async(checked(path))
        return bytes(await result.bytes_async())


async def stream(objects: Objects, path: str) -> AsyncIterator[bytes]:
    with reading(path):
        result = await objects.get_async(checked(path))
        parts = result.stream(min_chunk_size=_PART_BYTES).__aiter__()
    while True:
        # The consumer's own failures, thrown in at ``yield``, are not the store's.
        with reading(path):
            part = await anext(parts, None)
        if part is None:
            return
        yield bytes(part)


async def download(objects: Objects, path: str, file: Path) -> int:
    parts = stream(objects, path)
    part = await anext(parts, b"")
    size = 0
    target = await in_thread(file.open, "wb")
    try:
        while part:
            size += await in_thread(target.write, part)
            part = await anext(parts, b"")
    finally:
        await in_thread(target.close)
    return size


async def entries(objects: Objects, prefix: str) -> AsyncIterator[BlobEntry]:
    chunks = objects.list(checked(prefix) if prefix else None).__aiter__()
    while True:
        with faults():
            chunk = await anext(chunks, None)
        if chunk is None:
            return
        for entry in chunk:
            yield BlobEntry(
                path=entry["path"], size_bytes=entry["size"], modified_at=entry["last_modified"]
            )


async def delete(objects: Objects, path: str) -> None:
    with suppress(BlobNotFound), reading(path):
        await objects.delete_async(checked(path))


@contextmanager
def faults() -> Iterator[None]:
    """Raise ``BlobsUnavailable`` in place of obstore's and the system's errors."""
    try:
        yield
    except (BaseError, OSError) as error:
        raise BlobsUnavailable from error


@contextmanager
def reading(path: str) -> Iterator[None]:
    """Raise the port's errors; for work in which nothing but the blob can be absent."""
    with faults():
        try:
            yield
        except FileNotFoundError as error:
            raise BlobNotFound(path) from error


async def in_thread(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run ``function`` in a thread and be done with it even when cancelled.

    A file must not be closed while a thread still writes to it.
    """
    work = asyncio.ensure_future(asyncio.to_thread(function, *args, **kwargs))
    try:
        return await asyncio.shield(work)
    except asyncio.CancelledError:
        await asyncio.wait({work})
        raise
