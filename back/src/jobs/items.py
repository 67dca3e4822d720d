"""How jobs lie in the store: keys, bodies, and the two lists that they are found by."""

import json
from dataclasses import dataclass
from typing import Final
from zlib import crc32

from jobs.types import Job, JobId, State
from store.types import Index, IndexKey, Item, Key

SHARDS: Final = 4
# How long a fence outlives its job, and a lease its end: more than clocks are ever set back.
_REMEMBERED_S: Final = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """``holder`` is empty while nobody runs the job; ``attempts`` counts begun runs in a row."""

    holder: str
    attempts: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """``fence`` is the version of the fence whose holder has the job until ``until_ms``."""

    fence: int
    until_ms: int
    version: int


def job_key(job: JobId) -> Key:
    return Key(f"~JOB#{job.kind}#{job.subject}")


def fence_key(job: JobId) -> Key:
    return Key(job_key(job).pk, "FENCE")


def lease_key(job: JobId) -> Key:
    return Key(job_key(job).pk, "LEASE")


def ready_list(shard: int) -> str:
    """Return the partition of G1 that lists a part of the ready jobs, the earliest due first.

    Those of all kinds: a runner that looks around asks as often however many kinds there are.
    """
    return f"~JOBQ#{shard}"


def dead_list(kind: str) -> str:
    return f"~JOBQ#{kind}#dead"


def job_item(job: Job) -> Item:
    shard = crc32(job.id.subject.encode()) % SHARDS
    place = ready_list(shard) if job.state is State.READY else dead_list(job.id.kind)
    body = {
        "error": job.error,
        "failures": job.failures,
        "kind": job.id.kind,
        "run_after_ms": job.run_after_ms,
        "state": job.state,
        "subject": job.id.subject,
        "wanted": job.wanted,
    }
    return Item(
        key=job_key(job.id),
        kind="job",
        version=job.version,
        body=json.dumps(body).encode(),
        index=((Index.G1, IndexKey(place, f"{job.run_after_ms:013d}#{job.id.subject}")),),
    )


def job_from(item: Item) -> Job:
    body = json.loads(item.body)
    return Job(
        id=JobId(body["kind"], body["subject"]),
        state=State(body["state"]),
        wanted=body["wanted"],
        run_after_ms=body["run_after_ms"],
        failures=body["failures"],
        error=body["error"],
        version=item.version,
    )


def fence_item(job: JobId, fence: Fence, *, now_ms: int) -> Item:
    """Return the stored fence; only one that nobody holds is ever forgotten."""
    body = {"attempts": fence.attempts, "holder": fence.holder}
    return Item(
        key=fence_key(job),
        kind="job_fence",
        version=fence.version,
        body=json.dumps(body).encode(),
        expires=None if fence.holder else now_ms // 1000 + _REMEMBERED_S,
    )


def fence_from(item: Item) -> Fence:
    body = json.loads(item.body)
    return Fence(holder=body["holder"], attempts=body["attempts"], version=item.version)


def lease_item(job: JobId, lease: Lease) -> Item:
    body = {"fence": lease.fence, "until_ms": lease.until_ms}
    return Item(
        key=lease_key(job),
        kind="job_lease",
        version=lease.version,
        body=json.dumps(body).encode(),
        expires=lease.until_ms // 1000 + _REMEMBERED_S,
    )


def lease_from(item: Item) -> Lease:
    body = json.loads(item.body)
    return Lease(fence=body["fence"], until_ms=body["until_ms"], version=item.version)
