"""A process that commits until it is killed, and prints what was acknowledged."""

import asyncio
import sys
from itertools import count
from pathlib import Path

from contract.builders import an_item
from kit.time import now
from sqlite.store import SqliteStore, open_store
from store.types import Absent, Add, AtVersion, Committed, Key, Put

WRITERS = 16


async def write(store: SqliteStore, name: str) -> None:
    """Commit a state, its history and its count, again and again."""
    [current] = await store.get([Key(f"FIN#{name}")])
    start = 0 if current is None else current.version
    for version in count(start + 1):
        expect = Absent() if version == 1 else AtVersion(version - 1)
        result = await store.commit(
            [
                Put(an_item(f"FIN#{name}", version=version), expect),
                Put(an_item(f"FIN#{name}", f"H#{version:08d}", body=b"h" * 2000), Absent()),
                Add(Key(f"~CNT#{name}"), "counters", (("n", 1),)),
            ]
        )
        assert result == Committed()
        sys.stdout.write(f"{name} {version}\n")
        sys.stdout.flush()


async def main() -> None:
    async with open_store(Path(sys.argv[1]), clock=now) as store:
        await asyncio.gather(*(write(store, str(number)) for number in range(WRITERS)))


asyncio.run(main())
