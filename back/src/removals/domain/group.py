"""Removing what a removed group had: a durable job, a commit a chunk.

Each commit is of what is there still, so a run that was cut off goes on where it stopped, and
one that was not changes nothing.
"""

from datetime import timedelta
from typing import Final

from blobs.types import BlobStore
from db_model.groups.get import current
from db_model.groups.types import GroupStatus
from db_model.types import GroupName
from groups.domain import REMOVE
from jobs.enqueue import enqueue
from jobs.types import Kind, Run
from kit.time import Clock
from removals.domain.findings import remove_findings, remove_vulnerabilities
from removals.domain.members import remove_members
from removals.domain.scope import (
    is_being_taken_over,
    remove_imports,
    remove_rest,
    remove_roots,
)
from removals.domain.work import Work, done
from store.requests import RequestStore
from store.types import Database, Store, Write

# An index may tell late of what was there, and a request end late that was let in just before:
# all is looked through once more.
AGAIN: Final = "remove-group-again"
_LAG: Final = timedelta(minutes=5)


def kinds(store: Store, blobs: BlobStore, clock: Clock) -> tuple[Kind, ...]:
    """Return the kinds of job that remove what removed groups had."""

    async def remove(job: Run) -> None:
        await remove_group(store, blobs, job, clock=clock)

    return Kind(name=REMOVE, handle=remove), Kind(name=AGAIN, handle=remove)


async def remove_group(store: Store, blobs: BlobStore, job: Run, *, clock: Clock) -> None:
    """Remove everything that the job's group had, but for the record of it.

    Raises:
        ChangedMeanwhile: another runner has taken the job over, or others changed the same again
            and again; what was removed stays so.
    """
    group = await current(RequestStore(store), GroupName(job.subject))
    if group is None or group.state.status is not GroupStatus.DELETED:
        return
    work = Work(store=store, blobs=blobs, run=job, group=group, at=clock())
    await remove_members(work)
    await remove_imports(work)
    # What people moved to another group before is that group's: it has to have all of it first.
    is_free = not await is_being_taken_over(work)
    if is_free:
        await remove_roots(work)
        await remove_rest(work)
        await remove_vulnerabilities(work)
        await remove_findings(work)
    if job.kind == REMOVE or not is_free:
        await _look_again(work)


async def _look_again(work: Work) -> None:
    # A job cannot put itself off, as the earliest wish for it counts: the two do in turns.
    kind = AGAIN if work.run.kind == REMOVE else REMOVE

    async def wish(db: Database) -> tuple[Write, ...]:
        later = work.at + _LAG
        return (await enqueue(db, kind, work.group.name, now=work.at, run_after=later),)

    await done(work, wish)
