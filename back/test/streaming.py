"""A change stream that tests write by hand."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime

from contract.builders import an_item
from streams.errors import Trimmed
from streams.types import Batch, Change, Shard

AT = datetime(2026, 7, 8, 9, 10, 11, tzinfo=UTC)


def a_change(number: int, *, body: bytes = b'{"a":1}') -> Change:
    """Return the change at the position ``number``: an insertion."""
    item = an_item(f"FIN#{number}", body=body)
    return Change(position=f"{number:04d}", at=AT, key=item.key, old=None, new=item)


def changes(count: int, *, first: int = 1) -> list[Change]:
    return [a_change(number) for number in range(first, first + count)]


def positions(count: int, *, first: int = 1) -> list[str]:
    return [change.position for change in changes(count, first=first)]


@dataclass(slots=True)
class Script:
    """A shard: what it holds, whether it ended, and what was removed from it."""

    changes: list[Change] = field(default_factory=list)
    parents: tuple[str, ...] = ()
    closed: bool = False
    trimmed_to: str = ""


@dataclass(slots=True)
class ScriptedStream:
    """A ``ChangeStream`` of scripts; ``reads`` counts what was read of each."""

    scripts: dict[str, Script]
    reads: int = 0
    written: asyncio.Event = field(default_factory=asyncio.Event)

    def write(self, *added: Change, shard: str = "one") -> None:
        """Append to a shard, and wake who waits."""
        self.scripts[shard].changes += added
        self.written.set()

    async def shards(self) -> tuple[Shard, ...]:
        return tuple(Shard(id=name, parents=it.parents) for name, it in self.scripts.items())

    async def read(self, shard: str, *, after: str | None, limit: int) -> Batch:
        self.reads += 1
        script = self.scripts[shard]
        if after is not None and after < script.trimmed_to:
            raise Trimmed
        begin = max(after or "", script.trimmed_to)
        following = [change for change in script.changes if change.position > begin]
        return Batch(changes=tuple(following[:limit]), closed=script.closed and not following)

    async def wait(self, *, timeout_s: float) -> None:
        self.written.clear()
        try:
            async with asyncio.timeout(timeout_s):
                await self.written.wait()
        except TimeoutError:
            return
