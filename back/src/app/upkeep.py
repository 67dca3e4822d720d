"""Commands for what is derived from the store: search indexes, figures, change streams."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Final

from app.consumers import NAMES, consumer_kinds, consumers
from app.engines import open_engines, open_store
from app.projections import keeping_of, open_projections
from app.serve import CANNOT_START, STOPPED
from jobs.bell import Bell
from jobs.items import job_from, job_key
from jobs.runner import Runner, run
from jobs.types import JobId, Kind, State
from kit.ids import random_id
from kit.time import now
from projections.rebuild import REBUILD, wishes
from projections.recount import RECOUNT, SUBJECT, wish_to_recount
from projections.scans import progress_of
from projections.types import Keeping
from projections.verify import Drift, index_drift, mended
from projections.verify_figures import figures_drift, recounted
from projections.views import VIEWS, view_of
from settings import Settings
from store.types import Store, Write
from streams.parked import list_parked
from streams.redrive import redrive
from streams.types import Place

_EVERY_S: Final = 0.5


async def rebuild_search(settings: Settings, given: argparse.Namespace) -> int:
    """Make search indexes anew, and return once searches read them."""
    names = [view_of(given.index).schema.name] if given.index else list(VIEWS)
    async with _keeping(settings) as keeping:
        writes = await wishes(keeping.store, names, now=now())
        await _done(settings, keeping, writes, [JobId(REBUILD, name) for name in names])
    sys.stdout.write(f"Searches read the new {', '.join(names)}.\n")
    return STOPPED


async def recount(settings: Settings, _: argparse.Namespace) -> int:
    """Count everything anew, and return once the figures are those of the store."""
    async with _keeping(settings) as keeping:
        writes = await wish_to_recount(keeping.store, now=now())
        await _done(settings, keeping, writes, [JobId(RECOUNT, SUBJECT)])
    sys.stdout.write("Everything was counted.\n")
    return STOPPED


async def verify_search(settings: Settings, given: argparse.Namespace) -> int:
    """Print which documents differ from the store, mend them if asked; 1 if any is left."""
    names = [given.index] if given.index else list(VIEWS)
    left = 0
    async with _keeping(settings) as keeping:
        for view in map(view_of, names):
            drift = await index_drift(keeping, view, pause=moment)
            if given.repair and drift.ids:
                await mended(keeping, view, drift)
                drift = _told(drift, await index_drift(keeping, view, pause=moment))
            left += _print_drift(drift)
    return CANNOT_START if left else STOPPED


async def verify_counters(settings: Settings, given: argparse.Namespace) -> int:
    """Print what is not counted as it is, count it anew if asked; 1 if any is left."""
    async with _keeping(settings) as keeping:
        drift = await figures_drift(keeping, pause=moment)
        if given.repair and drift.ids:
            await recounted(keeping, drift)
            drift = _told(drift, await figures_drift(keeping, pause=moment))
    return CANNOT_START if _print_drift(drift) else STOPPED


def _told(before: Drift, after: Drift) -> Drift:
    sys.stdout.write(f"{before.name}: {len(before.ids) - len(after.ids)} mended\n")
    return after


def _print_drift(drift: Drift) -> int:
    sys.stdout.write(f"{drift.name}: {drift.looked_at} looked at, {len(drift.ids)} drift\n")
    for id_ in drift.ids:
        sys.stdout.write(f"{drift.name}\t{id_}\n")
    return len(drift.ids)


async def moment() -> None:
    """Let what is on its way arrive."""
    await asyncio.sleep(_EVERY_S)  # noqa: TID251 - nothing tells


async def parked(settings: Settings, _: argparse.Namespace) -> int:
    """Print the changes that were put aside, with the error of each."""
    async with open_store(settings, clock=now) as store:
        for consumer in NAMES:
            after: str | None = None
            while True:
                page = await list_parked(store, consumer, after=after)
                for each in page.parked:
                    at = f"{each.place.shard}\t{each.change.position}"
                    sys.stdout.write(f"{consumer}\t{at}\t{each.change.key.pk}\t{each.error}\n")
                after = page.next
                if after is None:
                    break
    return STOPPED


async def redrive_parked(settings: Settings, given: argparse.Namespace) -> int:
    """Let a consumer try a change that was put aside again."""
    async with _keeping(settings) as keeping:
        [consumer] = [each for each in consumers(keeping) if each.name == given.consumer]
        place = Place(consumer=consumer.name, shard=given.shard)
        await redrive(keeping.store, consumer, place, given.position)
    return STOPPED


@asynccontextmanager
async def _keeping(settings: Settings) -> AsyncIterator[Keeping]:
    async with (
        open_engines(settings, clock=now) as engines,
        open_projections(settings, engines.store) as projections,
    ):
        yield keeping_of(projections, engines.store, now, Bell())


async def run_jobs(
    settings: Settings,
    keeping: Keeping,
    until: Callable[[], Awaitable[bool]],
    *,
    of: Sequence[Kind],
    rung: Sequence[JobId] = (),
) -> None:
    """Run jobs of those kinds, those of ``rung`` at once, until that says so."""
    stop, bell = asyncio.Event(), Bell()
    runner = Runner(
        store=keeping.store,
        open_store=lambda: open_store(settings, clock=now),
        kinds=of,
        owner=f"command/{random_id()[:8]}",
        clock=now,
        bell=bell,
        told=lambda _: None,
    )
    running = asyncio.create_task(run(runner, stop=stop))
    for job in rung:
        bell.ring(job.kind, job.subject)
    try:
        while not await until():
            with suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(running), _EVERY_S)
    finally:
        stop.set()
        await running


async def _done(
    settings: Settings, keeping: Keeping, writes: Sequence[Write], jobs: Sequence[JobId]
) -> None:
    """Commit the wishes for ``jobs``, and return when they are done, here or elsewhere."""
    await keeping.store.commit(writes)

    async def all_done() -> bool:
        waiting = [job for job in jobs if await _is_wanted(keeping.store, job)]
        if waiting:
            await _tell(keeping.store, waiting)
        return not waiting

    await run_jobs(settings, keeping, all_done, of=consumer_kinds(keeping), rung=jobs)
    sys.stderr.write("\n")


async def _is_wanted(store: Store, job: JobId) -> bool:
    [item] = await store.get([job_key(job)], strong=True)
    return item is not None and job_from(item).state is State.READY


async def _tell(store: Store, jobs: Sequence[JobId]) -> None:
    """Write over the last line how many items were scanned for each of ``jobs``."""
    parts = []
    for job in jobs:
        name = "figures" if job.kind == RECOUNT else job.subject
        progress = await progress_of(store, name)
        parts.append(f"{name}: {progress.taken if progress else 0} items")
    sys.stderr.write("\r\x1b[K" + ", ".join(parts))
    sys.stderr.flush()
