"""Files in a directory: acknowledged means on the disk, with the folders that lead there.

obstore's LocalStore does not flush what it writes, so writing is done here.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Final

from obstore.store import LocalStore

from blobs import objects
from blobs.errors import BlobsUnavailable, PathRefused
from blobs.objects import faults, in_thread
from blobs.paths import checked
from blobs.types import BlobEntry, BlobStore, Content
from kit.ids import random_id
from kit.time import Clock

# An upload that goes on has written to its file lately.
_ABANDONED_AFTER: Final = timedelta(days=1)


@asynccontextmanager
async def open_blobs(root: Path, *, clock: Clock) -> AsyncIterator[BlobStore]:
    """Open the blobs under ``root``, which is made if need be.

    Raises:
        BlobsUnavailable: the folder cannot be made or written to.
    """
    files, partial = root / "files", root / "partial"
    with faults():
        await in_thread(_prepare, files, partial, clock().timestamp())
    yield _Directory(files=files, partial=partial, store=LocalStore(files))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Directory:
    """``files`` holds the blobs, ``partial`` what is being written; both on one file system."""

    files: Path
    partial: Path
    store: LocalStore

    async def put(self, path: str, data: Content) -> int:
        target = self.files / checked(path)
        source = self.partial / random_id()
        with faults():
            file = await in_thread(source.open, "xb")
        try:
            size = await _write(file, data)
            with faults():
                await in_thread(_publish, file, source, target, self.files)
        finally:
            await in_thread(_discard, file, source)
        return size

    async def get(self, path: str) -> bytes:
        return await objects.get(self.store, path)

    def stream(self, path: str) -> AsyncIterator[bytes]:
        return objects.stream(self.store, path)

    async def download(self, path: str, file: Path) -> int:
        return await objects.download(self.store, path, file)

    def list(self, prefix: str) -> AsyncIterator[BlobEntry]:
        return objects.entries(self.store, prefix)

    async def delete(self, path: str) -> None:
        await objects.delete(self.store, path)

    async def ready(self) -> None:
        for folder in (self.files, self.partial):
            if not await in_thread(os.access, folder, os.R_OK | os.W_OK | os.X_OK):
                raise BlobsUnavailable


def _prepare(files: Path, partial: Path, now: float) -> None:
    files.mkdir(parents=True, exist_ok=True)
    partial.mkdir(exist_ok=True)
    _flush_folder(files.parent)
    oldest = now - _ABANDONED_AFTER.total_seconds()
    for left in partial.iterdir():
        # Another process opens the same folder, or ends its upload.
        with suppress(FileNotFoundError):
            if left.stat().st_mtime < oldest:
                left.unlink()


async def _write(file: IO[bytes], data: Content) -> int:
    if isinstance(data, bytes):
        with faults():
            return await in_thread(file.write, data)
    size = 0
    async for part in data:
        with faults():
            size += await in_thread(file.write, part)
    return size


def _publish(file: IO[bytes], source: Path, target: Path, files: Path) -> None:
    """Flush the file, give it its name, and flush each folder on the way to it."""
    file.flush()
    os.fsync(file.fileno())
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        source.replace(target)
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise PathRefused(str(target.relative_to(files))) from error
    # Also a folder that was there may have been made by another put, a moment ago.
    folder = target.parent
    while folder != files:
        _flush_folder(folder)
        folder = folder.parent
    _flush_folder(files)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _discard(file: IO[bytes], source: Path) -> None:
    # What could not be written cannot be flushed at the end either; that was told already.
    with suppress(OSError):
        file.close()
    source.unlink(missing_ok=True)
