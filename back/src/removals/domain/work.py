"""One run of the job that removes a group, and how it makes the writes that are left to make."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from blobs.types import BlobStore
from db_model.commit import attempted, commit, made_by
from db_model.groups.types import Group
from jobs.types import Run
from store.requests import RequestStore
from store.types import Database, Store, Write

# Finds the writes that are left, in the order to make them in.
Rest: TypeAlias = Callable[[Database], Awaitable[Sequence[Write]]]

ROOM: Final = 97  # writes of a commit; the fence and the origin take two


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """``group`` is removed; whoever did that is who removes what it had, at the instant ``at``."""

    store: Store
    blobs: BlobStore
    run: Run
    group: Group
    at: datetime


async def done(work: Work, rest: Rest) -> None:
    """Make the writes of ``rest``, a commit at a time, each found anew, until all are made.

    Raises:
        ChangedMeanwhile: another runner has taken the job over, or others changed the same again
            and again; what was removed stays so.
    """

    async def attempt() -> bool:
        db = RequestStore(work.store)
        writes = await rest(db)
        if writes:
            by = made_by(work.group.state.modified_by, at=work.at)
            await commit(db, (*writes[:ROOM], work.run.fence), by)
        return len(writes) <= ROOM

    while not await attempted(attempt):
        pass
