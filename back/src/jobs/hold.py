"""Taking a job and letting it go: one conditional commit each."""

from typing import Final

from jobs.items import (
    fence_from,
    fence_key,
    job_from,
    job_key,
    lease_from,
    lease_key,
)
from jobs.rules import End, Held, Seen, is_due, settling, taking
from jobs.types import Job, JobId, Kind, Outcome
from store.types import Cancelled, Store

# Each further round takes a wish that came since the last one.
_ROUNDS: Final = 20


async def take(store: Store, job: JobId, *, kind: Kind, owner: str, now_ms: int) -> Held | None:
    """Return the hold on ``job``, or ``None`` if it is not due or another was faster."""
    wished, fence, lease = await store.get(
        [job_key(job), fence_key(job), lease_key(job)], strong=True
    )
    seen = Seen(
        job=job_from(wished) if wished else None,
        fence=fence_from(fence) if fence else None,
        lease=lease_from(lease) if lease else None,
    )
    if seen.job is None or not is_due(seen, now_ms=now_ms):
        return None
    held, writes = taking(seen, seen.job, kind=kind, owner=owner, now_ms=now_ms)
    result = await store.commit(writes)
    return None if isinstance(result, Cancelled) else held


async def settle(
    store: Store, held: Held, end: End, *, kind: Kind, now_ms: int, chance: float
) -> Outcome:
    """Write down how the run of ``held`` ended, and let the job go."""
    job: Job | None = held.job
    for _ in range(_ROUNDS):
        outcome, writes = settling(held, end, job, kind=kind, now_ms=now_ms, chance=chance)
        result = await store.commit(writes)
        if not isinstance(result, Cancelled):
            return outcome
        *wished, fence = result.reasons
        if fence is not None:
            return Outcome.LOST
        (reason,) = wished
        job = job_from(reason.current) if reason and reason.current else None
    return Outcome.UNSETTLED
