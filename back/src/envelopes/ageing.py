"""The daily job that rotates data keys before they have sealed too much.

Nonces are random: by NIST SP 800-38D, section 8.3, one key may seal at most 2^32 values.  Nothing
is counted, which would be a write to one item for all of a tenant's secrets.  A tenant may ask for
6,000 points a minute by the settings as they come, and a mutation that seals costs one at least: in
``LIFE`` that is less than 1.6 billion, a third of the bound.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from envelopes.errors import KeysUnavailable
from envelopes.keyring import Keyring
from envelopes.rotate import rotate
from envelopes.survey import keys
from jobs.enqueue import Reader, enqueue
from jobs.types import Kind, Run
from kit.time import Clock
from store.errors import Contention
from store.requests import RequestStore
from store.types import Cancelled, Put, Store

AGE: Final = "rotate-old-keys"
LIFE: Final = timedelta(days=180)  # of a data key
_DAY: Final = timedelta(days=1)
_HOUR: Final = time(2)  # UTC


def ageing(store: Store, keyring: Keyring, clock: Clock) -> tuple[Kind, ...]:
    """Return the kind of job that rotates data keys that are old."""

    async def handle(job: Run) -> None:
        await rotate_old(store, keyring, at=clock())
        await _wish_for_the_next(store, job, now=clock())

    return (Kind(name=AGE, handle=handle),)


async def wish_to_rotate(db: Reader, day: date, *, now: datetime) -> Put:
    """Return the write that has the job run two hours after the end of ``day``, in UTC."""
    due = datetime.combine(day + _DAY, _HOUR, tzinfo=UTC)
    return await enqueue(db, AGE, day.isoformat(), now=now, run_after=due)


async def rotate_old(store: Store, keyring: Keyring, *, at: datetime) -> None:
    """Rotate the current keys that are older than ``LIFE``: a query a hundred keys, and each as is.

    Where no key can be made now, the next day does it: there is time.

    Raises:
        ChangedMeanwhile: others were faster each time; the next attempt does the rest.
    """
    oldest = at - LIFE
    async for key in keys(store):
        if key.retired_at is None and key.made_at <= oldest:
            try:
                await rotate(RequestStore(store), keyring, key.tenant, at=at, made_by=oldest)
            except KeysUnavailable:
                return


async def _wish_for_the_next(store: Store, job: Run, *, now: datetime) -> None:
    # Never its own day, should the clock have been set back: a job cannot put itself off.
    day = max(now.date(), date.fromisoformat(job.subject) + _DAY)
    wish = await wish_to_rotate(store, day, now=now)
    if isinstance(await store.commit([wish, job.fence]), Cancelled):
        raise Contention
