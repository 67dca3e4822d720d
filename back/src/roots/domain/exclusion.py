"""Closing what an inactive root has open: a durable job, a commit a chunk.

Each chunk checks that the root is as it was read, so nothing is closed of one that is tested
again.  What is closed is open no more, so a run that was cut off goes on where it stopped.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from db_model.commit import attempted, commit, made_by
from db_model.findings.types import Figures
from db_model.findings.update import counted
from db_model.roots.get import current
from db_model.roots.get import root as stored_root
from db_model.roots.types import Root, RootStatus
from db_model.roots.update import unchanged
from db_model.types import FindingId, GroupName, RootId, VulnerabilityId
from db_model.vulnerabilities.get import vulnerabilities
from db_model.vulnerabilities.open import open_of_root
from db_model.vulnerabilities.types import Vulnerability
from db_model.vulnerabilities.update import updated
from jobs.enqueue import enqueue
from jobs.items import job_key
from jobs.types import JobId, Kind, Run
from kit.time import Clock
from roots.rules.status import excluded
from store.requests import RequestStore
from store.types import Database, Key, Put, Store, Write

EXCLUDE: Final = "exclude-root"
# An index may tell late of what was opened just before: it is looked at once more.
_AGAIN: Final = "exclude-root-again"
_LAG: Final = timedelta(minutes=1)

CHUNK: Final = 45  # vulnerabilities of one commit
_ROOM: Final = 96  # writes of a commit that are left for them and the figures of findings


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    run: Run
    group: GroupName
    root: RootId
    at: datetime


def subject_of(root: Root) -> str:
    """Return what the job of ``root`` is about."""
    return f"{root.group_name}/{root.id}"


def pending(root: Root) -> Key:
    """Return where the wish for the job of ``root`` lies until it is fulfilled."""
    return job_key(JobId(EXCLUDE, subject_of(root)))


async def wishes(db: Database, root: Root, *, at: datetime) -> tuple[Put, Put]:
    """Return the writes that have everything closed that ``root`` has open."""
    subject = subject_of(root)
    return (
        await enqueue(db, EXCLUDE, subject, now=at),
        await enqueue(db, _AGAIN, subject, now=at, run_after=at + _LAG),
    )


def kinds(store: Store, clock: Clock) -> tuple[Kind, ...]:
    """Return the kinds of job that close what inactive roots have open."""

    async def exclude(job: Run) -> None:
        await exclude_root(RequestStore(store), job, at=clock())

    return Kind(name=EXCLUDE, handle=exclude), Kind(name=_AGAIN, handle=exclude)


async def exclude_root(db: Database, job: Run, *, at: datetime) -> None:
    """Close everything that the job's root has open, unless it is tested.

    Raises:
        ChangedMeanwhile: another runner has taken the job over, or people changed the same
            vulnerabilities again and again; what was closed stays closed.
    """
    group, _, id_ = job.subject.partition("/")
    work = _Work(run=job, group=GroupName(group), root=RootId(id_), at=at)
    if not _is_inactive(await current(db, work.group, work.root)):
        return
    batch: list[Vulnerability] = []
    async for each in open_of_root(db, work.root):
        if not _fits([*batch, each]):
            await _take(db, work, batch)
            batch.clear()
        batch.append(each)
    await _take(db, work, batch)


def _fits(batch: Sequence[Vulnerability]) -> bool:
    findings = {each.finding_id for each in batch}
    return len(batch) <= CHUNK and 2 * len(batch) + len(findings) <= _ROOM


async def _take(db: Database, work: _Work, batch: Sequence[Vulnerability]) -> None:
    ids = [each.id for each in batch]

    async def attempt() -> None:
        root = await stored_root(db, work.group, work.root)
        if root is None or not _is_inactive(root):
            return
        writes = await _writes(db, work, root, ids)
        if writes:
            by = made_by(root.state.modified_by, at=work.at)
            await commit(db, (*writes, unchanged(root), work.run.fence), by)

    await attempted(attempt)


async def _writes(
    db: Database, work: _Work, root: Root, ids: Sequence[VulnerabilityId]
) -> tuple[Write, ...]:
    writes: list[Write] = []
    closed: Counter[FindingId] = Counter()
    for was in await vulnerabilities(db, ids) if ids else ():
        now = excluded(was, by=root.state.modified_by, at=work.at) if was else None
        if was is not None and now is not None:
            writes.extend(updated(was, now))
            closed[now.finding_id] += 1
    for finding_id, count in closed.items():
        writes.extend(counted(finding_id, Figures(open=-count, closed=count)))
    return tuple(writes)


def _is_inactive(root: Root | None) -> bool:
    return root is not None and root.state.status is RootStatus.INACTIVE
