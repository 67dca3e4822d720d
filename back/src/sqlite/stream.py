"""The change stream port over the change log: one shard, in the order of the commits."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlite.changes import KEPT_FOR
from sqlite.store import SqliteStore, trim_changes
from streams.errors import Trimmed
from streams.types import Batch, Change, Shard

LOG: Final = Shard(id="log")
# How soon the commits of other processes are seen.
_GLANCE_S: Final = 0.05
# As long as DynamoDB keeps all of them: for who reads the log without a checkpoint.
_PASSED_KEPT_FOR: Final = timedelta(days=1)


class SqliteStream:
    """A ``ChangeStream`` over the log of an open store; belongs to the store's loop."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        # The file as it was just before the last read: what came since ends a wait.
        self._seen: int | None = None

    async def shards(self) -> tuple[Shard, ...]:
        """Return the only shard, which never ends."""
        return (LOG,)

    async def read(self, shard: str, *, after: str | None, limit: int) -> Batch:
        """Return the changes that follow ``after``; see ``ChangeStream``.

        Raises:
            Trimmed: the log begins later.
        """
        assert shard == LOG.id, shard
        self._seen = await self._store.glance()
        position = 0 if after is None else int(after)
        if after is not None and position < await self._store.trimmed_to():
            raise Trimmed
        found = await self._store.changes(after=position, limit=limit)
        return Batch(
            changes=tuple(
                Change(
                    position=str(change.position),
                    at=change.at,
                    key=change.key,
                    old=change.old,
                    new=change.new,
                )
                for change in found
            )
        )

    async def wait(self, *, timeout_s: float) -> None:
        """Return after a commit of this process, or of another a moment later."""
        end = asyncio.get_running_loop().time() + timeout_s
        while (
            await self._store.glance() == self._seen
            and (left := end - asyncio.get_running_loop().time()) > 0
        ):
            await self._store.written(timeout_s=min(left, _GLANCE_S))


async def trim_log(store: SqliteStore, positions: Sequence[str | None], *, now: datetime) -> int:
    """Remove changes that nobody needs any more; return how many.

    ``positions`` are those after which consumers go on, ``None`` for one that has taken nothing.
    What one of them has not passed is kept for a week, the rest for a day.
    """
    removed = await trim_changes(store, before=now - KEPT_FOR)
    passed = min((int(each or 0) for each in positions), default=0)
    return removed + await trim_changes(store, before=now - _PASSED_KEPT_FOR, up_to=passed)
