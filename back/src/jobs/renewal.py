"""Renewing leases from a thread of its own, so that a busy event loop cannot miss it.

The thread has its own loop and its own connection to the store.  It renews until it is told to
stop, finds the lease taken over, or the run's limit is past: a loop that never comes back does
not keep its jobs for ever.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeAlias

from errors import Unavailable
from jobs.items import Lease, lease_from, lease_item
from jobs.rules import Held, renewed
from jobs.types import JobId, Kind
from kit.time import Clock, milliseconds
from store.types import AtVersion, Cancelled, Put, Store

OpenStore: TypeAlias = Callable[[], AbstractAsyncContextManager[Store]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hold:
    job: JobId
    lease: Lease
    length: timedelta
    until_ms: int  # Past that, the run is taken for stuck.
    lost: asyncio.Future[None]


class Leases:
    """The leases to renew: written by the runner's loop, kept up by the thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holds: dict[JobId, _Hold] = {}
        self._loop = asyncio.get_running_loop()
        self.closing = threading.Event()

    def hold(self, held: Held, kind: Kind, *, now_ms: int) -> asyncio.Future[None]:
        """Keep the lease of ``held`` up, and return what is done once it is lost."""
        until_ms = now_ms + (kind.limit + kind.lease) // timedelta(milliseconds=1)
        lost = self._loop.create_future()
        with self._lock:
            self._holds[held.job.id] = _Hold(
                job=held.job.id,
                lease=held.lease,
                length=kind.lease,
                until_ms=until_ms,
                lost=lost,
            )
        return lost

    def drop(self, job: JobId) -> None:
        with self._lock:
            self._holds.pop(job, None)

    async def renew(self, store: Store, *, now_ms: int) -> None:
        """Renew every lease once; one that cannot be for now is left for the next time."""
        with self._lock:
            holds = tuple(self._holds.values())
        for hold in holds:
            with suppress(Unavailable):
                lease = await _renewed(store, hold, now_ms=now_ms)
                self._replace(hold, lease)

    def _replace(self, hold: _Hold, lease: Lease | None) -> None:
        with self._lock:
            if self._holds.get(hold.job) is not hold:
                return
            if lease is not None:
                self._holds[hold.job] = replace(hold, lease=lease)
                return
            del self._holds[hold.job]
        self._loop.call_soon_threadsafe(_tell, hold.lost)


@asynccontextmanager
async def renewing(
    open_store: OpenStore, clock: Clock, *, every: timedelta, ended: Callable[[], None]
) -> AsyncIterator[tuple[Leases, asyncio.Future[None]]]:
    """Yield the leases, and the thread that renews them as what is done when it ends.

    ``ended`` is called when the thread ends by itself, which it does only on a bug.
    """
    leases = Leases()
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(1, "job-leases") as pool:
        thread = loop.run_in_executor(pool, _run, leases, open_store, clock, every)
        thread.add_done_callback(lambda _: ended())
        try:
            yield leases, thread
        finally:
            leases.closing.set()
            await asyncio.wait({thread})
    thread.result()


def _run(leases: Leases, open_store: OpenStore, clock: Clock, every: timedelta) -> None:
    asyncio.run(_renew(leases, open_store, clock, every))


async def _renew(leases: Leases, open_store: OpenStore, clock: Clock, every: timedelta) -> None:
    async with open_store() as store:
        # The wait has a thread, too: connections are to be looked after meanwhile.
        while not await asyncio.to_thread(leases.closing.wait, every.total_seconds()):
            await leases.renew(store, now_ms=milliseconds(clock()))


async def _renewed(store: Store, hold: _Hold, *, now_ms: int) -> Lease | None:
    """Return the renewed lease, or ``None`` if it is lost or may not be renewed any more."""
    if now_ms > hold.until_ms:
        return None
    lease = renewed(hold.lease, length=hold.length, now_ms=now_ms)
    result = await store.commit([Put(lease_item(hold.job, lease), AtVersion(hold.lease.version))])
    if not isinstance(result, Cancelled):
        return lease
    (reason,) = result.reasons
    current = reason and reason.current and lease_from(reason.current)
    # A renewal may have been written although its answer was lost: then it is still ours.
    return current if current and current.fence == hold.lease.fence else None


def _tell(lost: asyncio.Future[None]) -> None:
    if not lost.done():
        lost.set_result(None)
