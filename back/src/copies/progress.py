"""How far a copy is: one item in the target, which is no store to serve from until it is whole."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from copies.errors import AnotherCopy, Overtaken, TargetNotEmpty, Unfinished
from copies.spaces import is_of_a_new_store
from projections.scans import store_pages
from store.types import Absent, AtVersion, Cancelled, Item, Key, Put, Store

KEY: Final = Key("~COPY")


class Reader(Protocol):
    """The part of a store that is needed here."""

    async def get(
        self, keys: Sequence[Key], *, strong: bool = False
    ) -> tuple[Item | None, ...]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """``source`` names the store that is copied.

    Its items were read up to the place ``after``, ``taken`` of them; all of them once
    ``scanned``.  ``version`` counts what was written down, from 1.
    """

    source: str
    after: str | None = None
    taken: int = 0
    scanned: bool = False
    finished: bool = False
    version: int = 0


async def progress_of(target: Reader) -> Progress | None:
    """Return how far the copy is; ``None`` where there is none."""
    (item,) = await target.get([KEY], strong=True)
    if item is None:
        return None
    return Progress(**json.loads(item.body), version=item.version)


async def check_whole(store: Reader) -> None:
    """Check that ``store`` is no part of a copy.

    Raises:
        Unfinished: it is.
    """
    progress = await progress_of(store)
    if progress is not None and not progress.finished:
        raise Unfinished


async def begun(target: Store, source: str) -> Progress:
    """Return how far the copy of ``source`` is, which begins if it is a new one.

    Raises:
        AnotherCopy: the target holds one of another store.
        TargetNotEmpty: it holds something else.
    """
    progress = await progress_of(target)
    if progress is None:
        async for page in store_pages(target):
            if not all(is_of_a_new_store(item.key) for item in page.items):
                raise TargetNotEmpty
        return await moved(target, Progress(source=source))
    if progress.source != source:
        raise AnotherCopy(progress.source)
    return progress


async def moved(target: Store, progress: Progress) -> Progress:
    """Write down how far the copy is now, and return it so.

    Raises:
        Overtaken: another process did.
    """
    put = put_of(progress)
    if isinstance(await target.commit([put]), Cancelled):
        raise Overtaken
    return replace(progress, version=put.item.version)


def put_of(progress: Progress) -> Put:
    """Return the write that follows ``progress`` as it was read."""
    body = {
        "after": progress.after,
        "finished": progress.finished,
        "scanned": progress.scanned,
        "source": progress.source,
        "taken": progress.taken,
    }
    item = Item(key=KEY, kind="copy", version=progress.version + 1, body=json.dumps(body).encode())
    return Put(item, AtVersion(progress.version) if progress.version else Absent())
