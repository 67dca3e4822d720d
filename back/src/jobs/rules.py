"""What becomes of a job: decisions over its three items, as writes for one commit."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final, TypeAlias

from jobs.items import Fence, Lease, fence_item, fence_key, job_item, job_key, lease_item
from jobs.types import Job, JobId, Kind, Outcome, Run, State
from store.types import Absent, AtVersion, Check, Delete, Expect, Put, Write
from store.versions import next_version

_ERROR_LENGTH: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A job's items as they stood when they were read."""

    job: Job | None
    fence: Fence | None
    lease: Lease | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A job that is ours: the wish as the run began with it, and the right to run."""

    job: Job
    fence: Fence
    lease: Lease


@dataclass(frozen=True, slots=True)
class Done:
    pass


@dataclass(frozen=True, slots=True)
class Failed:
    error: BaseException


@dataclass(frozen=True, slots=True)
class Stopped:
    """The runner stops; the attempt does not count."""


End: TypeAlias = Done | Failed | Stopped


def wish(job: JobId, before: Job | None, *, now_ms: int, run_after_ms: int) -> Put:
    """Return the write that adds one wish for ``job`` to ``before``.

    The earliest time wins, except that nobody's wish cuts the wait after a failure short.
    """
    version = _following(before, now_ms)
    if before is None or before.state is State.DEAD:
        wanted = 1 if before is None else before.wanted + 1
        new = Job(
            id=job, state=State.READY, wanted=wanted, run_after_ms=run_after_ms, version=version
        )
    else:
        earliest = min(before.run_after_ms, run_after_ms)
        new = replace(
            before,
            wanted=before.wanted + 1,
            run_after_ms=before.run_after_ms if before.failures else earliest,
            version=version,
        )
    return Put(job_item(new), _unchanged(before))


def is_due(seen: Seen, *, now_ms: int) -> bool:
    """Tell whether somebody should run the job now: it is wanted and nobody has it."""
    job, fence, lease = seen.job, seen.fence, seen.lease
    if job is None or job.state is not State.READY or job.run_after_ms > now_ms:
        return False
    if fence is None or not fence.holder:
        return True
    return lease is None or lease.until_ms <= now_ms


def taking(
    seen: Seen, job: Job, *, kind: Kind, owner: str, now_ms: int
) -> tuple[Held, tuple[Write, ...]]:
    """Return the hold that ``owner`` would have on ``job``, and the writes that give it."""
    begun = max(seen.fence.attempts if seen.fence else 0, job.failures)
    fence = Fence(
        holder=owner,
        attempts=begun + 1,
        version=_following(seen.fence, now_ms),
    )
    lease = Lease(
        fence=fence.version,
        until_ms=now_ms + _milliseconds(kind.lease),
        version=_following(seen.lease, now_ms),
    )
    writes = (
        Put(fence_item(job.id, fence, now_ms=now_ms), _unchanged(seen.fence)),
        Put(lease_item(job.id, lease), _unchanged(seen.lease)),
    )
    return Held(job=job, fence=fence, lease=lease), writes


def renewed(lease: Lease, *, length: timedelta, now_ms: int) -> Lease:
    return replace(
        lease,
        until_ms=now_ms + _milliseconds(length),
        version=_following(lease, now_ms),
    )


def run_of(held: Held) -> Run:
    return Run(
        kind=held.job.id.kind,
        subject=held.job.id.subject,
        attempt=held.fence.attempts,
        fence=Check(fence_key(held.job.id), AtVersion(held.fence.version)),
    )


def settling(
    held: Held, end: End, job: Job | None, *, kind: Kind, now_ms: int, chance: float
) -> tuple[Outcome, tuple[Write, ...]]:
    """Return what the end of a run makes of ``job``, the wish as it is now, and the writes.

    ``chance``, from 0 to 1, spreads the retries of jobs that failed together.
    """
    if isinstance(end, Stopped):
        return Outcome.RELEASED, (_let_go(held, held.fence.attempts - 1, now_ms=now_ms),)
    if job is None:
        return Outcome.DONE, (_let_go(held, 0, now_ms=now_ms),)
    if isinstance(end, Done) and job.version == held.job.version:
        gone = Delete(job_key(job.id), AtVersion(job.version))
        return Outcome.DONE, (gone, _let_go(held, 0, now_ms=now_ms))
    if isinstance(end, Done):
        outcome, after, attempts = Outcome.AGAIN, replace(job, failures=0, error=""), 0
    else:
        attempts = held.fence.attempts
        outcome, after = _failed(
            replace(job, error=_text(end.error)),
            attempts=attempts,
            wished_meanwhile=job.wanted != held.job.wanted,
            kind=kind,
            now_ms=now_ms,
            retry_ms=now_ms + _milliseconds(backoff(kind, attempts, chance=chance)),
        )
        attempts = after.failures
    after = replace(after, version=_following(job, now_ms))
    return outcome, (Put(job_item(after), _unchanged(job)), _let_go(held, attempts, now_ms=now_ms))


def backoff(kind: Kind, failures: int, *, chance: float) -> timedelta:
    """Return how long to wait after so many ``failures`` in a row."""
    doublings = min(failures - 1, 30)
    whole: timedelta = min(kind.backoff * 2**doublings, kind.backoff_limit)
    return whole * (1 - chance / 2)


def _failed(
    job: Job, *, attempts: int, wished_meanwhile: bool, kind: Kind, now_ms: int, retry_ms: int
) -> tuple[Outcome, Job]:
    if attempts < kind.attempts:
        return Outcome.RETRY, replace(job, failures=attempts, run_after_ms=retry_ms)
    if wished_meanwhile:
        # The wish revives a dead job; that it came just before the death must not matter.
        return Outcome.RETRY, replace(job, failures=0, run_after_ms=retry_ms)
    return Outcome.DEAD, replace(job, failures=0, state=State.DEAD, run_after_ms=now_ms)


def _let_go(held: Held, attempts: int, *, now_ms: int) -> Put:
    free = Fence(holder="", attempts=attempts, version=_following(held.fence, now_ms))
    return Put(fence_item(held.job.id, free, now_ms=now_ms), AtVersion(held.fence.version))


def _following(before: Job | Fence | Lease | None, now_ms: int) -> int:
    return next_version(before.version if before else None, now_ms)


def _unchanged(before: Job | Fence | Lease | None) -> Expect:
    return Absent() if before is None else AtVersion(before.version)


def _milliseconds(length: timedelta) -> int:
    return length // timedelta(milliseconds=1)


def _text(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:_ERROR_LENGTH]
