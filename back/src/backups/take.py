"""Takes a backup beside a service that goes on writing.

A file is written before the commit that refers to it, so the store is copied first and the
files after it.  A file may be removed between the two: then the later store no longer refers to
it, and is copied instead.
"""

import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from backups.errors import DiskFailed, FilesMissing, NoStore, NotEmpty
from backups.files import all_flushed, copied, described, flushed, written
from backups.manifest import FILES, FORMAT, NAME, STORE, Manifest
from backups.references import referred
from db_model.codec import encode
from store.types import Item

_MORE_ROUNDS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An installation: its store, how that is copied and read, and the folder of its files."""

    store: Path
    files: Path
    copy: Callable[[Path, Path], None]
    items: Callable[[Path], Iterable[Item]]
    schema: int
    product: str


def take(source: Source, folder: Path, *, at: datetime) -> Manifest:
    """Write a backup into ``folder``, which is made or empty, and return its manifest.

    What was begun is removed when it fails.

    Raises:
        NoStore: there is nothing to back up.
        NotEmpty: something is in the folder.
        FilesMissing: the store refers to files that are gone.
        DiskFailed: the disk is full or fails.
        StoreUnavailable: the store cannot be copied.
    """
    if not source.store.is_file():
        raise NoStore(source.store)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise NotEmpty(folder)
    except OSError as error:
        raise DiskFailed(error) from error
    whole = False
    try:
        manifest = _taken(source, folder, at=at)
        whole = True
    except OSError as error:
        raise DiskFailed(error) from error
    finally:
        if not whole:
            _emptied(folder)
    return manifest


def _taken(source: Source, folder: Path, *, at: datetime) -> Manifest:
    missing = _copy(source, folder, at=at)
    for _ in range(_MORE_ROUNDS):
        if not missing:
            break
        missing = _copy(source, folder, at=at)
    if missing:
        raise FilesMissing(len(missing), missing[0])
    flushed(folder / STORE)
    all_flushed(folder)
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    manifest = Manifest(
        format=FORMAT,
        product=source.product,
        schema=source.schema,
        taken_at=at,
        items=sum(1 for _ in source.items(folder / STORE)),
        files=tuple(described(folder, path) for path in files),
    )
    written(folder / NAME, encode(manifest))
    return manifest


def _copy(source: Source, folder: Path, *, at: datetime) -> list[str]:
    """Copy everything anew; return what the copied store refers to and is not there."""
    _emptied(folder)
    source.copy(source.store, folder / STORE)
    _copied(source.files, folder / FILES)
    return [
        path
        for path in referred(_live(source.items(folder / STORE), at=at))
        if not (folder / FILES / path).is_file()
    ]


def _live(items: Iterable[Item], *, at: datetime) -> Iterable[Item]:
    return (item for item in items if item.expires is None or item.expires > at.timestamp())


def _copied(files: Path, target: Path) -> None:
    target.mkdir(mode=0o700)
    for path in files.rglob("*"):
        if path.is_file():
            # The service may remove it meanwhile.
            with suppress(FileNotFoundError):
                copied(path, target / path.relative_to(files))


def _emptied(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
