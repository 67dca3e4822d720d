"""What a backup says of itself; written last, so that a folder with one is whole."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from backups.errors import BadManifest, NewerBackup
from db_model.codec import CorruptItem, decode_body

FORMAT: Final = 1
NAME: Final = "manifest.json"
STORE: Final = "store.db"
FILES: Final = "blobs"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """``path`` is relative to the backup; ``sha256`` is in hexadecimal."""

    path: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """``schema`` is the revision of the store, ``items`` counts what is in it."""

    format: int
    product: str
    schema: int
    taken_at: datetime
    items: int
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What the manifest of any format has."""

    format: int


def read(folder: Path, *, schema: int) -> Manifest:
    """Return the manifest of the backup in ``folder``; ``schema`` is the revision known here.

    Raises:
        BadManifest: there is none, or it is damaged.
        NewerBackup: a later release made it.
    """
    try:
        text = (folder / NAME).read_bytes()
        head = decode_body(_Head, text, of=NAME)
        if head.format > FORMAT:
            raise NewerBackup(head.format, FORMAT)
        manifest = decode_body(Manifest, text, of=NAME)
    except (OSError, CorruptItem) as error:
        raise BadManifest(folder) from error
    if manifest.schema > schema:
        raise NewerBackup(manifest.schema, schema)
    return manifest
