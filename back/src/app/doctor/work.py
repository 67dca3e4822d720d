"""How the jobs stand, in a store that was found well."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta

from app.doctor import files, rules
from app.doctor.types import Diagnosis, Health
from app.engines import open_store
from app.kinds import leases
from blobs.types import BlobStore
from errors import Unavailable
from jobs.survey import survey
from kit.time import milliseconds
from settings import Settings, StoreEngine
from sqlite.inspection import open_to_read
from store.types import Store


async def diagnosed(settings: Settings, *, at: datetime) -> tuple[Diagnosis, ...]:
    try:
        async with _engines(settings, at=at) as opened:
            store, blobs = opened
            found = await survey(store, leases(store, blobs, lambda: at), now=at)
    except Unavailable as fault:
        cure = "see to what was found above; then run this command again"
        return (Diagnosis("jobs", Health.FAILED, fault.message, cure),)
    clock = rules.of_clock(max(found.ahead, timedelta(0)))
    jobs = rules.of_jobs(found, now_ms=milliseconds(at))
    return jobs if clock.health is Health.OK else (*jobs, clock)


@asynccontextmanager
async def _engines(settings: Settings, *, at: datetime) -> AsyncIterator[tuple[Store, BlobStore]]:
    async with opened_store(settings, at=at) as store, files.opened(settings) as blobs:
        yield store, blobs


def opened_store(settings: Settings, *, at: datetime) -> AbstractAsyncContextManager[Store]:
    """Return the store as it is ``at`` that instant, to be opened for reads."""
    if settings.store is StoreEngine.DYNAMODB:
        return open_store(settings, clock=lambda: at)
    return open_to_read(settings.state_dir / "store.db", clock=lambda: at)
