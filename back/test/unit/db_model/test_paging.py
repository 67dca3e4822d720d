"""Collections read page by page."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db_model.errors import InvalidCursor
from db_model.paging import everything, sliced
from sqlite.store import SqliteStore, open_store
from store.types import Absent, Item, Key, Put, Query

pytestmark = pytest.mark.changes_db

AT = datetime(2026, 3, 2, tzinfo=UTC)
NAMES = tuple(f"{number:02d}" for number in range(7))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with open_store(tmp_path / "store.db", clock=lambda: AT, durable=False) as opened:
        items = [
            Item(key=Key(pk, name), kind="thing", version=1, body=name.encode())
            for pk in ("A", "B")
            for name in NAMES
        ]
        await opened.commit([Put(item, Absent()) for item in items])
        yield opened


def _read(item: Item) -> str:
    return item.body.decode()


@pytest.mark.parametrize("limit", [1, 3, 7, 10])
async def test_a_collection_is_read_whole_whatever_its_pages(
    store: SqliteStore, limit: int
) -> None:
    items = await everything(store, Query(pk="A", limit=limit))

    assert tuple(map(_read, items)) == NAMES


async def test_each_cursor_leads_to_what_follows_its_value(store: SqliteStore) -> None:
    query = Query(pk="A")
    whole = await sliced(store, query, _read, first=10, after=None)

    rests = [
        (await sliced(store, query, _read, first=10, after=whole.cursor(index))).nodes
        for index in range(len(NAMES))
    ]

    assert whole.nodes == NAMES
    assert rests == [NAMES[index + 1 :] for index in range(len(NAMES))]
    assert (whole.more, whole.end) == (False, whole.cursor(6))


@pytest.mark.parametrize(("first", "more"), [(6, True), (7, False), (8, False)])
async def test_a_slice_tells_whether_more_follows(
    store: SqliteStore, first: int, *, more: bool
) -> None:
    found = await sliced(store, Query(pk="A"), _read, first=first, after="")

    assert (found.nodes, found.more) == (NAMES[:first], more)


@pytest.mark.parametrize("first", range(1, 8))
@pytest.mark.parametrize("hidden", ["", "0", "0123", "6", "3456", "135", "0123456"])
async def test_pages_are_full_whatever_is_left_out_of_the_collection(
    store: SqliteStore, first: int, hidden: str
) -> None:
    async def judge(names: Sequence[str]) -> list[bool]:
        return [name[-1] not in hidden for name in names]

    seen: list[str] = []
    after: str | None = None
    sizes: list[int] = []
    while True:
        page = await sliced(store, Query(pk="A"), _read, first=first, after=after, judge=judge)
        seen.extend(page.nodes)
        sizes.append(len(page.nodes))
        after = page.end
        if not page.more or not page.nodes:
            break

    shown = [name for name in NAMES if name[-1] not in hidden]
    assert seen == shown
    assert set(sizes[:-1]) <= {first}


async def test_a_cursor_leads_on_from_its_value_also_past_what_is_left_out(
    store: SqliteStore,
) -> None:
    async def judge(names: Sequence[str]) -> list[bool]:
        return [name in ("01", "04", "05", "06") for name in names]

    page = await sliced(store, Query(pk="A"), _read, first=2, after=None, judge=judge)
    rest = await sliced(store, Query(pk="A"), _read, first=9, after=page.cursor(0), judge=judge)

    assert (page.nodes, page.more, page.end) == (("01", "04"), True, page.cursor(1))
    assert (rest.nodes, rest.more) == (("04", "05", "06"), False)


async def test_a_cursor_of_another_collection_is_refused(store: SqliteStore) -> None:
    found = await sliced(store, Query(pk="A"), _read, first=2, after=None)

    for after in (found.end + "x", "x", found.end[:-2]):
        with pytest.raises(InvalidCursor):
            await sliced(store, Query(pk="A"), _read, first=2, after=after)
    with pytest.raises(InvalidCursor):
        await sliced(store, Query(pk="B"), _read, first=2, after=found.end)
