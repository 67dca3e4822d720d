"""The job that makes documents anew after something was changed that has a part in many.

The title of a finding is in the documents of all its vulnerabilities, of which there may be a
hundred thousand: no consumer waits for that.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from db_model.paging import pages
from indicators.count import count
from jobs.enqueue import enqueue
from jobs.types import Kind, Run
from kit.time import milliseconds
from projections.apply import apply
from projections.types import PATIENT, Keeping
from projections.views import VIEWS, documents, view_of
from store.errors import Contention
from store.types import Cancelled, Index, Query
from streams.types import Change

SPREAD: Final = "spread-to-index"
# An index of the store may list a new member this late.
_LATE: Final = timedelta(seconds=2)
_PAGE: Final = 500
_AT_ONCE: Final = 50  # wishes in one commit


def spreading(keeping: Keeping) -> Kind:
    """Return the kind of job that makes the documents of a list's members anew."""

    async def handle(job: Run) -> None:
        await spread(keeping, job.subject)

    return Kind(name=SPREAD, handle=handle, attempts=PATIENT)


async def spread(keeping: Keeping, subject: str) -> None:
    """Make the documents of a list's members anew, and count them: a few requests a page."""
    name, index, pk = subject.split("/", 2)
    view = view_of(name)
    async for items in pages(keeping.store, Query(pk, index=Index(index), limit=_PAGE)):
        now = keeping.clock()
        docs = await documents(keeping.store, view, items, now_ms=milliseconds(now))
        await count(keeping.store, name, docs, at=now)
        await apply(keeping.index, view, docs)


async def wish_to_spread(keeping: Keeping, changes: Sequence[Change], *, now: datetime) -> None:
    """Have the job run for each list in whose members something has a part that was changed.

    Raises:
        Contention: others wish for the same at the same time.
    """
    subjects = list(dict.fromkeys(_subjects(changes)))
    for first in range(0, len(subjects), _AT_ONCE):
        some = subjects[first : first + _AT_ONCE]
        wishes = [
            await enqueue(keeping.store, SPREAD, subject, now=now, run_after=now + _LATE)
            for subject in some
        ]
        if isinstance(await keeping.store.commit(wishes), Cancelled):
            raise Contention
        for subject in some:
            keeping.wake(SPREAD, subject)


def _subjects(changes: Sequence[Change]) -> list[str]:
    return [
        f"{name}/{members.index}/{members.pk}"
        for change in changes
        for name, view in VIEWS.items()
        if change.old and change.new and change.old.version != change.new.version
        if (members := view.members(change.new)) is not None
    ]
