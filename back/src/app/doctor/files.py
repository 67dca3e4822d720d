"""Whether files can be kept: one is written, read and removed again."""

from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Final

from app.doctor.types import Diagnosis, Health
from app.engines import open_blobs
from blobs.errors import BlobNotFound
from blobs.types import BlobStore
from errors import Unavailable
from kit.ids import random_id
from settings import BlobsEngine, Settings

_CONTENT: Final = b"written by `integrates doctor`, which removes it"
# Opening tidies what is old; to this clock nothing is.
_EPOCH: Final = datetime.fromtimestamp(0, UTC)


async def diagnosed(settings: Settings) -> Diagnosis:
    place = _place(settings)
    if settings.blobs is BlobsEngine.DIRECTORY and not (settings.state_dir / "blobs").exists():
        cure = "start `integrates serve`, which makes it"
        return Diagnosis("files", Health.WARNING, f"{place} is not there", cure)
    try:
        same = await _kept(settings)
    except (Unavailable, BlobNotFound) as fault:
        return Diagnosis("files", Health.FAILED, f"{place}: {_reason(fault)}", _cure(settings))
    if not same:
        return Diagnosis("files", Health.FAILED, f"{place} changes files", _cure(settings))
    return Diagnosis("files", Health.OK, f"{place} keeps files")


def opened(settings: Settings) -> AbstractAsyncContextManager[BlobStore]:
    """Return the files, to be opened as they are."""
    return open_blobs(settings, clock=lambda: _EPOCH)


async def _kept(settings: Settings) -> bool:
    # Of one segment: a directory would be left behind.
    path = f"doctor-{random_id()}"
    async with opened(settings) as blobs:
        try:
            await blobs.put(path, _CONTENT)
            return await blobs.get(path) == _CONTENT
        finally:
            await blobs.delete(path)


def _place(settings: Settings) -> str:
    if settings.blobs is BlobsEngine.S3:
        return f"bucket {settings.s3_bucket}"
    return str((settings.state_dir / "blobs").absolute())


def _cure(settings: Settings) -> str:
    if settings.blobs is BlobsEngine.S3:
        return (
            "check INTEGRATES_S3_BUCKET, INTEGRATES_S3_URL, INTEGRATES_S3_REGION and what the"
            " credentials of AWS allow: GetObject, PutObject, DeleteObject, ListBucket"
        )
    return "give the account of the service the right to read and write all of it"


def _reason(fault: Exception) -> str:
    return str(fault.__cause__ or fault).strip().splitlines()[0]
