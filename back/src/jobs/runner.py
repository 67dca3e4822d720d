"""Running jobs: finding those due, holding them, and settling what their runs came to.

Runs are at least once and, by their fence, never two that both write.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import SystemRandom
from typing import TypeAlias

from errors import Unavailable
from jobs.attempt import attempt
from jobs.bell import Bell
from jobs.hold import settle, take
from jobs.items import SHARDS, job_from, ready_list
from jobs.renewal import Leases, OpenStore, renewing
from jobs.rules import End, Failed, Held
from jobs.types import JobId, Kind, Outcome, Settled
from kit.time import Clock, milliseconds
from store.types import Index, Query, Store

Told: TypeAlias = Callable[[Settled | Unavailable], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """A runner and its world.

    ``owner`` names the process among all; ``open_store`` opens a second connection, for the
    thread that renews leases.  ``told`` hears of every run's end and of every fault of the store
    on the way.  At the end, runs get ``grace`` to finish.  ``chance`` draws from 0 to 1.
    """

    store: Store
    open_store: OpenStore
    kinds: Sequence[Kind]
    owner: str
    clock: Clock
    bell: Bell
    told: Told
    concurrency: int = 4
    poll: timedelta = timedelta(seconds=2)
    grace: timedelta = timedelta(seconds=5)
    chance: Callable[[], float] = field(default=SystemRandom().random)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shift:
    """What lasts from the start of a runner to its end; ``runs`` are those of now."""

    group: asyncio.TaskGroup
    leases: Leases
    halted: asyncio.Future[None]
    runs: dict[JobId, asyncio.Task[None]]


async def run(runner: Runner, *, stop: asyncio.Event) -> None:
    """Run jobs until ``stop`` is set; then let go of what does not finish within the grace."""
    every = min(kind.lease for kind in runner.kinds) / 3
    async with (
        renewing(runner.open_store, runner.clock, every=every, ended=runner.bell.stir) as (
            leases,
            thread,
        ),
        asyncio.TaskGroup() as group,
    ):
        halted = asyncio.get_running_loop().create_future()
        shift = _Shift(group=group, leases=leases, halted=halted, runs={})
        stopping = group.create_task(_forward(stop, runner.bell))
        try:
            rung: tuple[JobId, ...] = ()
            while not stop.is_set() and not thread.done():
                await _start_due(runner, shift, rung)
                rung = await runner.bell.heard(timeout_s=runner.poll.total_seconds())
        finally:
            stopping.cancel()
            await _wind_down(shift, grace_s=runner.grace.total_seconds())


async def _forward(stop: asyncio.Event, bell: Bell) -> None:
    await stop.wait()
    bell.stir()


async def _wind_down(shift: _Shift, *, grace_s: float) -> None:
    runs = set(shift.runs.values())
    if runs:
        await asyncio.wait(runs, timeout=grace_s)
    shift.halted.set_result(None)
    if runs:
        await asyncio.wait(runs)


async def _start_due(runner: Runner, shift: _Shift, rung: Sequence[JobId]) -> None:
    kinds = {kind.name: kind for kind in runner.kinds}
    try:
        async for job in _candidates(runner, kinds, rung):
            if len(shift.runs) >= runner.concurrency:
                return
            if job in shift.runs:
                continue
            kind = kinds[job.kind]
            now_ms = milliseconds(runner.clock())
            held = await take(runner.store, job, kind=kind, owner=runner.owner, now_ms=now_ms)
            if held is not None:
                _start(runner, shift, kind, held)
    except Unavailable as error:
        runner.told(error)


async def _candidates(
    runner: Runner, kinds: Mapping[str, Kind], rung: Sequence[JobId]
) -> AsyncIterator[JobId]:
    """Yield what the bell was rung for, then what the lists say is due, beginning anywhere."""
    for job in rung:
        if job.kind in kinds:
            yield job
    lists = [ready_list(shard) for shard in range(SHARDS)]
    first = int(runner.chance() * len(lists))
    for place in (*lists[first:], *lists[:first]):
        async for job in _due(runner, place):
            if job.kind in kinds:
                yield job


async def _due(runner: Runner, place: str) -> AsyncIterator[JobId]:
    now_ms = milliseconds(runner.clock())
    query: Query | None = Query(place, index=Index.G1, limit=4 * runner.concurrency)
    while query is not None:
        page = await runner.store.query(query)
        for job in map(job_from, page.items):
            if job.run_after_ms > now_ms:
                return
            yield job.id
        query = replace(query, after=page.next) if page.next else None


def _start(runner: Runner, shift: _Shift, kind: Kind, held: Held) -> None:
    shift.runs[held.job.id] = shift.group.create_task(_run(runner, shift, kind, held))


async def _run(runner: Runner, shift: _Shift, kind: Kind, held: Held) -> None:
    lost = shift.leases.hold(held, kind, now_ms=milliseconds(runner.clock()))
    try:
        end = await attempt(kind, held, lost=lost, halted=shift.halted)
    finally:
        shift.leases.drop(held.job.id)
    outcome = Outcome.LOST if end is None else await _settled(runner, kind, held, end)
    del shift.runs[held.job.id]
    raised = end.error if isinstance(end, Failed) else None
    runner.told(Settled(id=held.job.id, attempt=held.fence.attempts, outcome=outcome, error=raised))
    if outcome is Outcome.AGAIN:
        runner.bell.ring(held.job.id.kind, held.job.id.subject)
    runner.bell.stir()


async def _settled(runner: Runner, kind: Kind, held: Held, end: End) -> Outcome:
    now_ms = milliseconds(runner.clock())
    chance = runner.chance()
    try:
        return await settle(runner.store, held, end, kind=kind, now_ms=now_ms, chance=chance)
    except Unavailable as error:
        runner.told(error)
        return Outcome.UNSETTLED
