"""The commands ``backup`` and ``restore``."""

import argparse
import asyncio
import sys
from importlib.metadata import PackageNotFoundError, version

from app.serve import STOPPED
from backups.errors import NotEmbedded
from backups.manifest import Manifest
from backups.restore import restore as put_back
from backups.take import Source, take
from kit.time import now
from settings import BlobsEngine, Settings, StoreEngine


async def backup(settings: Settings, given: argparse.Namespace) -> int:
    """Write a backup; the service may go on meanwhile."""
    from sqlite import copies, schema  # noqa: PLC0415  # only what is configured is imported

    _check(settings)
    source = Source(
        store=settings.state_dir / "store.db",
        files=settings.state_dir / "blobs" / "files",
        copy=copies.copy,
        items=copies.items,
        schema=schema.REVISION,
        product=_product(),
    )
    manifest = await asyncio.to_thread(take, source, given.folder, at=now())
    return _told("Backed up", manifest)


async def restore(settings: Settings, given: argparse.Namespace) -> int:
    """Put a backup in place where there is nothing yet."""
    from sqlite import schema  # noqa: PLC0415  # as above

    _check(settings)
    manifest = await asyncio.to_thread(
        put_back,
        given.folder,
        store=settings.state_dir / "store.db",
        files=settings.state_dir / "blobs" / "files",
        schema=schema.REVISION,
    )
    return _told("Restored", manifest)


def _check(settings: Settings) -> None:
    if (settings.store, settings.blobs) != (StoreEngine.SQLITE, BlobsEngine.DIRECTORY):
        raise NotEmbedded


def _product() -> str:
    try:
        return version("integrates")
    except PackageNotFoundError:
        return "from source"


def _told(done: str, manifest: Manifest) -> int:
    size = sum(file.size_bytes for file in manifest.files)
    sys.stdout.write(
        f"{done} {manifest.items} items and {len(manifest.files) - 1} files, {size} bytes\n"
    )
    return STOPPED
