"""What keeps things, and what secrets are sealed with, as the settings name it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

from app.keyring import open_keyring
from app.readiness import check_ready
from blobs.types import BlobStore
from envelopes.keyring import Keyring
from kit.time import Clock
from settings import BlobsEngine, Settings, StoreEngine
from store.types import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    """What keeps things, open for as long as the process serves."""

    store: Store
    blobs: BlobStore
    keyring: Keyring


@asynccontextmanager
async def open_engines(settings: Settings, *, clock: Clock) -> AsyncIterator[Engines]:
    """Open the store and the files that the settings name; only their adapters are imported.

    Raises:
        NotCreated: the store does not answer, or was never created.
        Unavailable: the files do not answer.
        Unfinished: the store is half of a copy.
    """
    async with (
        open_store(settings, clock=clock) as store,
        open_blobs(settings, clock=clock) as blobs,
        open_keyring(settings, clock=clock) as keyring,
    ):
        await check_ready(store)
        yield Engines(store=store, blobs=blobs, keyring=keyring)


def open_store(settings: Settings, *, clock: Clock) -> AbstractAsyncContextManager[Store]:
    """Return the store that the settings name, to be opened."""
    if settings.store is StoreEngine.DYNAMODB:
        from app.dynamodb import open_configured  # noqa: PLC0415  # costs a second to import

        return open_configured(settings, clock=clock)
    from sqlite.store import open_store as open_sqlite  # noqa: PLC0415  # as above

    settings.state_dir.mkdir(parents=True, exist_ok=True)
    return open_sqlite(settings.state_dir / "store.db", clock=clock)


def open_blobs(settings: Settings, *, clock: Clock) -> AbstractAsyncContextManager[BlobStore]:
    """Return the files that the settings name, to be opened."""
    if settings.blobs is BlobsEngine.S3:
        from blobs.s3 import Bucket  # noqa: PLC0415  # only what is configured is imported
        from blobs.s3 import open_blobs as open_s3  # noqa: PLC0415

        assert settings.s3_bucket is not None, "settings without a bucket are refused"
        bucket = Bucket(
            name=settings.s3_bucket, region=settings.s3_region, endpoint=settings.s3_url or ""
        )
        return open_s3(bucket)
    from blobs.directory import open_blobs as open_directory  # noqa: PLC0415  # as above

    return open_directory(settings.state_dir / "blobs", clock=clock)
