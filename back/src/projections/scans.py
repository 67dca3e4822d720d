"""A scan of the whole store, for a job: it goes on where it was when a process ended."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jobs.enqueue import Reader
from jobs.types import Run
from kit.time import milliseconds
from projections.errors import Overtaken
from projections.types import Keeping
from store.types import (
    Absent,
    AtVersion,
    Cancelled,
    Delete,
    Item,
    Key,
    Page,
    Put,
    Store,
    Whatever,
    Write,
)
from store.versions import next_version

_PAGE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Up to where the store was scanned for ``name``, and what for: ``target``.

    ``taken`` items were scanned so far.
    """

    name: str
    target: str
    after: str | None = None
    taken: int = 0
    version: int | None = None


async def progress_of(db: Reader, name: str) -> Progress | None:
    """Return how far the scan for ``name`` is; ``None`` while there is none."""
    (item,) = await db.get([_key(name)], strong=True)
    if item is None:
        return None
    body = json.loads(item.body)
    return Progress(
        name=name,
        target=body["target"],
        after=body["after"],
        taken=body["taken"],
        version=item.version,
    )


async def begun(keeping: Keeping, job: Run, progress: Progress) -> Progress:
    """Write down that a scan begins.

    Raises:
        Overtaken: another runner has taken the job over.
    """
    before = progress.version
    version = next_version(before, milliseconds(keeping.clock()))
    body = {"after": progress.after, "taken": progress.taken, "target": progress.target}
    item = Item(
        key=_key(progress.name), kind="scan", version=version, body=json.dumps(body).encode()
    )
    expect = Absent() if before is None else AtVersion(before)
    await _committed(keeping, job, Put(item, expect))
    return replace(progress, version=version)


async def scanned(
    keeping: Keeping,
    job: Run,
    progress: Progress,
    take: Callable[[Sequence[Item]], Awaitable[None]],
) -> None:
    """Give all items that the store has to ``take``: a request and a commit a page.

    Raises:
        Overtaken: another runner has taken the job over.
    """
    async for page in store_pages(keeping.store, after=progress.after):
        await take(page.items)
        if page.next is not None:
            taken = progress.taken + len(page.items)
            progress = await begun(keeping, job, replace(progress, after=page.next, taken=taken))


async def store_pages(store: Store, *, after: str | None = None) -> AsyncIterator[Page]:
    """Yield pages of everything that ``store`` has, from where a page said that others follow."""
    while True:
        page = await store.scan(segment=0, segments=1, after=after, limit=_PAGE)
        yield page
        after = page.next
        if after is None:
            return


async def ended(keeping: Keeping, job: Run, name: str, *more: Write) -> None:
    """Forget the scan for ``name``, in one commit with ``more``.

    Raises:
        Overtaken: another runner has taken the job over.
    """
    await _committed(keeping, job, Delete(_key(name), Whatever()), *more)


async def _committed(keeping: Keeping, job: Run, *writes: Write) -> None:
    if isinstance(await keeping.store.commit([*writes, job.fence]), Cancelled):
        raise Overtaken


def _key(name: str) -> Key:
    return Key(f"~SCAN#{name}")
