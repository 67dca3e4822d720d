"""Two stores of a test, a copy from one to the other, and what both hold."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path

from contract.builders import Hands, an_item
from copies.level import plain
from copies.run import Copy, catch_up, finish, finished
from copies.spaces import is_copied
from cutting import Watched
from projections.scans import store_pages
from sqlite.changes import KEPT_FOR
from sqlite.store import SqliteStore, open_store, trim_changes
from sqlite.stream import SqliteStream
from store.errors import StoreUnavailable
from store.types import Add, Index, IndexKey, Item, Key, Put, Store, Whatever, Write

_LONG_AGO = timedelta(days=8)
# What is there before the copy: places, expiry, a long body, and all spaces.
PLACED = an_item(
    "VUL#1",
    version=7,
    index=(
        (Index.G1, IndexKey("FIN#1", "VUL#1")),
        (Index.G3, IndexKey("GRP#1", "VUL#1")),
        (Index.G4, IndexKey("USR#1", "VUL#1")),
    ),
)
EXPIRING = an_item("~IDEM#1", version=9, expires=4_000_000_000)
LONG = an_item("FIN#1", body=b'{"text":"' + b"long " * 9000 + b'"}', version=3)
GUARD = an_item("~UNQ#name#1", index=((Index.G1, IndexKey("~UNQ#all", "1")),))
WISH = an_item("~JOB#remove-group#1")
KEPT = an_item("~CON#findings#1", version=5)
ENTRY = an_item("~AUD#1", "E#1")
COPIED = (PLACED, EXPIRING, LONG, GUARD, WISH, KEPT, ENTRY)
# Where the source's consumers and their jobs are.
OWN = tuple(an_item(pk) for pk in ("~CKP#search", "~JOB#rebuild-index#roots", "~SCAN#roots"))
SUMS = Key("~CNT#GRP#1")
# More than one addition takes.
COUNTERS = {f"counter {number:03d}": number for number in range(250)}


@dataclass(slots=True)
class Rig:
    source: SqliteStore
    target: Store
    clock: Hands
    derived: int = 0
    told: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def copy(self, target: Store | None = None, *, name: str = "source") -> Copy:
        return Copy(
            source=self.source,
            changes=SqliteStream(self.source),
            target=target or self.target,
            name=name,
            clock=self.clock,
            owner="test",
            derive=self.derive,
            told=lambda step, _: self.told.append(step),
            pause=self.pause,
        )

    async def pause(self, seconds: float) -> None:
        self.waits.append(seconds)

    async def derive(self) -> None:
        self.derived += 1

    async def whole(self) -> None:
        """Do all that a copy takes."""
        await catch_up(self.copy())
        assert await finish(self.copy()) is not None
        await finished(self.copy())

    async def put(self, *items: Item) -> None:
        await self.source.commit([Put(item, Whatever()) for item in items])

    async def forget_changes(self) -> None:
        """Let the changes be so old that the source has removed them."""
        self.clock.move(_LONG_AGO)
        await trim_changes(self.source, before=self.clock() - KEPT_FOR)


def failing(store: Store, *, every: int) -> Store:
    """Return ``store``, of whose commits one in ``every`` fails before it is made."""
    number = count(1)

    def fail(_: Sequence[Write]) -> None:
        if next(number) % every == 0:
            raise StoreUnavailable

    return Watched(store, before=fail)


@asynccontextmanager
async def rigged(folder: Path) -> AsyncIterator[Rig]:
    """Give a source, filled longer ago than it has changes, and a target in which nothing is."""
    clock = Hands()
    async with (
        open_store(folder / "source.db", clock=clock, durable=False) as source,
        open_store(folder / "target.db", clock=clock, durable=False) as target,
    ):
        rig = Rig(source=source, target=target, clock=clock)
        await rig.put(*COPIED, *OWN)
        await source.commit([Add(SUMS, "figures", tuple(COUNTERS.items()))])
        await rig.forget_changes()
        yield rig


async def held(store: Store) -> dict[Key, Item]:
    """Return what is copied of ``store``, as it is compared."""
    return {
        item.key: plain(item)
        async for page in store_pages(store)
        for item in page.items
        if is_copied(item.key)
    }
