"""How the jobs stand, in a store that was found well."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime, timedelta

from app.doctor import files, rules
from app.doctor.types import Diagnosis, Health
from app.kinds import job_kinds
from app.world import Engines, open_store
from errors import Unavailable
from jobs.survey import survey
from kit.time import milliseconds, now
from settings import Settings, StoreEngine
from sqlite.inspection import open_to_read
from store.types import Store


async def diagnosed(settings: Settings, *, at: datetime) -> tuple[Diagnosis, ...]:
    try:
        async with _engines(settings) as engines:
            kinds = job_kinds(engines.store, engines.blobs, now, ended=lambda _: None)
            found = await survey(engines.store, kinds, now=at)
    except Unavailable as fault:
        cure = "see to what was found above; then run this command again"
        return (Diagnosis("jobs", Health.FAILED, fault.message, cure),)
    leases = rules.of_clock(max(found.ahead, timedelta(0)))
    jobs = rules.of_jobs(found, now_ms=milliseconds(at))
    return jobs if leases.health is Health.OK else (*jobs, leases)


@asynccontextmanager
async def _engines(settings: Settings) -> AsyncIterator[Engines]:
    async with _store(settings) as store, files.opened(settings) as blobs:
        yield Engines(store=store, blobs=blobs)


def _store(settings: Settings) -> AbstractAsyncContextManager[Store]:
    if settings.store is StoreEngine.DYNAMODB:
        return open_store(settings, clock=now)
    return open_to_read(settings.state_dir / "store.db", clock=now)
