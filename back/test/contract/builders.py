"""Valid values from calls that name only what a test is about."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from store.types import Absent, Database, Index, IndexKey, Item, Key, Page, Put, Query


@dataclass(slots=True)
class Hands:
    """A clock that stands still until it is moved."""

    at: datetime = datetime(2026, 7, 8, 9, 10, 11, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    @property
    def seconds(self) -> int:
        return int(self.at.timestamp())

    def move(self, by: timedelta) -> None:
        self.at += by


def an_item(
    pk: str = "FIN#1",
    sk: str = "@",
    *,
    version: int = 1,
    body: bytes = b'{"a":1}',
    index: tuple[tuple[Index, IndexKey], ...] = (),
    expires: int | None = None,
) -> Item:
    return Item(
        key=Key(pk, sk), kind="thing", version=version, body=body, index=index, expires=expires
    )


def new(*items: Item) -> list[Put]:
    return [Put(item, Absent()) for item in items]


def noise(size: int, *, seed: int = 0) -> bytes:
    """Return bytes that no compression makes smaller."""
    return random.Random(seed).randbytes(size)  # noqa: S311  # not for secrets


async def fill(store: Database, items: Sequence[Item], *, at_once: int = 100) -> None:
    for start in range(0, len(items), at_once):
        result = await store.commit(new(*items[start : start + at_once]))
        assert type(result).__name__ == "Committed"


async def pages(store: Database, query: Query) -> list[Page]:
    """Return every page of ``query``, from the first on."""
    read = [await store.query(query)]
    while (after := read[-1].next) is not None:
        following = Query(
            query.pk,
            index=query.index,
            prefix=query.prefix,
            reverse=query.reverse,
            limit=query.limit,
            after=after,
            strong=query.strong,
        )
        read.append(await store.query(following))
    return read
