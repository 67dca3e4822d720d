"""Deactivating the roots that a group's service does not test: a durable job, a commit a chunk.

Their vulnerabilities stay as they are.  Each chunk checks that the group is as it was read, so
nothing is deactivated of a group whose service was changed back meanwhile.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from authz.policy import attributes
from db_model.commit import attempted, commit, made_by
from db_model.groups.get import current
from db_model.groups.get import group as stored_group
from db_model.groups.types import Group
from db_model.groups.update import unchanged
from db_model.roots.get import of_group, roots
from db_model.roots.types import Root, RootReason
from db_model.roots.update import updated
from db_model.types import GroupName, RootId
from groups.domain import SORT_OUT
from jobs.types import Kind, Run
from kit.time import Clock
from roots.rules.status import deactivated, service_of
from roots.types import Leaving
from store.requests import RequestStore
from store.types import Database, Store, Write

CHUNK: Final = 45  # roots of one commit: two writes each, the fence, the group and the origin
_LEAVING: Final = Leaving(reason=RootReason.OTHER, other="The service of the group was changed")


def kinds(store: Store, clock: Clock) -> tuple[Kind, ...]:
    """Return the kind of job that deactivates what a group's service does not test."""

    async def sort_out(job: Run) -> None:
        await sort_out_roots(RequestStore(store), job, at=clock())

    return (Kind(name=SORT_OUT, handle=sort_out),)


async def sort_out_roots(db: Database, job: Run, *, at: datetime) -> None:
    """Deactivate the roots of the job's group that are not for the service it has.

    Raises:
        ChangedMeanwhile: another runner has taken the job over, or people changed the group or
            its roots again and again; what was deactivated stays so.
    """
    name = GroupName(job.subject)
    await current(db, name)  # an older one may be for the service that the roots are for
    ids = [root.id for root in await of_group(db, name)]
    for first in range(0, len(ids), CHUNK):
        await _take(db, job, ids[first : first + CHUNK], at=at)


async def _take(db: Database, job: Run, ids: Sequence[RootId], *, at: datetime) -> None:
    name = GroupName(job.subject)

    async def attempt() -> None:
        group = await stored_group(db, name)
        if group is None:
            return
        found = await roots(db, [(name, id_) for id_ in ids])
        writes = [write for was in found if was for write in _writes(group, was, at=at)]
        if writes:
            by = made_by(group.state.modified_by, at=at)
            await commit(db, (*writes, unchanged(group), job.fence), by)

    await attempted(attempt)


def _writes(group: Group, was: Root, *, at: datetime) -> tuple[Write, ...]:
    if service_of(was) in attributes(group):
        return ()
    now = deactivated(was, _LEAVING, by=group.state.modified_by, at=at)
    return () if now == was else updated(was, now)
