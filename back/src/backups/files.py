"""Files on the disk: copied, hashed, and flushed with the folder that lists them."""

import hashlib
import os
from pathlib import Path
from typing import Final

from backups.manifest import File

_PART_BYTES: Final = 1024 * 1024


def described(root: Path, path: Path) -> File:
    """Return what the manifest says of the file ``path`` under ``root``."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while part := file.read(_PART_BYTES):
            digest.update(part)
            size += len(part)
    return File(path=path.relative_to(root).as_posix(), size_bytes=size, sha256=digest.hexdigest())


def copied(source: Path, target: Path) -> None:
    """Copy a file, readable by its owner only, and flush it."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with source.open("rb") as old, os.fdopen(_private(target), "wb") as new:
        while part := old.read(_PART_BYTES):
            new.write(part)
        new.flush()
        os.fsync(new.fileno())


def written(path: Path, data: bytes) -> None:
    """Write a file that is there whole or not at all, and flush it with its folder."""
    partial = path.with_name(f"{path.name}.partial")
    with os.fdopen(_private(partial), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    flushed(path.parent)


def flushed(path: Path) -> None:
    """Flush a file or a folder."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def all_flushed(root: Path) -> None:
    """Flush ``root`` and every folder in it."""
    for folder, _, _ in os.walk(root):
        flushed(Path(folder))


def _private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
