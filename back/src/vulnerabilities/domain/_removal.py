"""Removing the vulnerabilities of a removed finding: a durable job, a commit a chunk.

Nobody sees them from the removal of the finding on, and nothing is opened in it any more.  Each
is removed as of that instant, by whoever removed the finding; what is removed is left out, so a
run that was cut off goes on where it stopped and ends the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from db_model.commit import attempted, commit, made_by
from db_model.findings.get import current
from db_model.findings.types import Finding, FindingStatus
from db_model.findings.update import counted
from db_model.types import FindingId, VulnerabilityId
from db_model.vulnerabilities.get import vulnerabilities
from db_model.vulnerabilities.remaining import remaining_of_finding
from db_model.vulnerabilities.update import updated
from findings.domain import REMOVE
from jobs.enqueue import enqueue
from jobs.types import Kind, Run
from kit.time import Clock
from store.requests import RequestStore
from store.types import Store, Write
from vulnerabilities.domain._decisions import CHUNK
from vulnerabilities.rules import figures_change, figures_sum, removed_with

# An index may tell late of what was reported just before, and a list that is read while others
# close what is in it may lack some: it is looked at once more.
AGAIN: Final = "remove-finding-again"
_LAG: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    store: Store
    run: Run
    finding: Finding
    at: datetime


def kinds(store: Store, clock: Clock) -> tuple[Kind, ...]:
    """Return the kinds of job that remove the vulnerabilities of removed findings."""

    async def remove(job: Run) -> None:
        await remove_vulnerabilities(store, job, clock=clock)

    return Kind(name=REMOVE, handle=remove), Kind(name=AGAIN, handle=remove)


async def remove_vulnerabilities(store: Store, job: Run, *, clock: Clock) -> None:
    """Remove every vulnerability of the job's finding, unless the finding is there.

    Raises:
        ChangedMeanwhile: another runner has taken the job over, or others changed the same
            vulnerabilities again and again; what was removed stays so.
    """
    finding = await current(RequestStore(store), FindingId(job.subject))
    if finding is None or finding.state.status is not FindingStatus.DELETED:
        return
    work = _Work(store=store, run=job, finding=finding, at=clock())
    async for ids in remaining_of_finding(store, finding.id, limit=CHUNK):
        await _take(work, ids)
    if job.kind == REMOVE:
        await _look_again(work, now=clock())


async def _take(work: _Work, ids: Sequence[VulnerabilityId]) -> None:
    db = RequestStore(work.store)
    state = work.finding.state

    async def attempt() -> None:
        steps = [
            (was, now)
            for was in await vulnerabilities(db, ids)
            if was is not None and (now := removed_with(was, state)) is not None
        ]
        if not steps:
            return
        change = figures_sum(tuple(figures_change(was.state, now.state) for was, now in steps))
        writes: list[Write] = [put for was, now in steps for put in updated(was, now)]
        writes.extend((*counted(work.finding.id, change), work.run.fence))
        await commit(db, writes, made_by(state.modified_by, at=work.at))

    await attempted(attempt)


async def _look_again(work: _Work, *, now: datetime) -> None:
    db = RequestStore(work.store)

    async def attempt() -> None:
        wish = await enqueue(db, AGAIN, work.finding.id, now=now, run_after=now + _LAG)
        by = made_by(work.finding.state.modified_by, at=now)
        await commit(db, (wish, work.run.fence), by)

    await attempted(attempt)
