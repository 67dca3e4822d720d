"""One commit a use case: all or none, with its origin, and again where others were faster."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db_model.codec import decode
from db_model.commit import ATTEMPTS, attempted, commit
from db_model.context import Context, Origin
from db_model.errors import ChangedMeanwhile
from db_model.types import Email
from sqlite.store import SqliteStore, open_store
from store.types import Absent, Item, Key, Put, Whatever

pytestmark = pytest.mark.changes_db

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ORIGIN = Origin(principal=Email("ada@example.com"), at=AT, token_id="t", import_id="i")
KEY, OTHER = Key("THING#1"), Key("THING#2")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with open_store(tmp_path / "store.db", clock=lambda: AT, durable=False) as opened:
        yield opened


def _item(key: Key, version: int = 1) -> Item:
    return Item(key=key, kind="thing", version=version, body=b"{}")


async def _all(store: SqliteStore) -> dict[Key, Item]:
    page = await store.scan(segment=0, segments=1, after=None, limit=1000)
    return {item.key: item for item in page.items}


async def test_the_origin_is_written_with_what_it_caused_and_forgotten_in_a_month(
    store: SqliteStore,
) -> None:
    await commit(store, [Put(_item(KEY), Absent())], ORIGIN)

    items = await _all(store)
    (origin,) = (item for item in items.values() if item.kind == "context")
    assert items.keys() == {KEY, origin.key}
    assert decode(Context, origin).origin == ORIGIN
    assert origin.expires == int((AT + timedelta(days=30)).timestamp())


async def test_what_was_refused_tells_who_was_there_and_wrote_nothing(store: SqliteStore) -> None:
    await store.commit([Put(_item(KEY), Absent())])
    before = await _all(store)

    with pytest.raises(ChangedMeanwhile) as refused:
        await commit(store, [Put(_item(OTHER), Absent()), Put(_item(KEY, 2), Absent())], ORIGIN)

    assert refused.value.current == {KEY: _item(KEY)}
    assert await _all(store) == before


async def test_a_use_case_runs_again_where_others_were_faster(store: SqliteStore) -> None:
    runs = 0

    async def use_case() -> str:
        nonlocal runs
        runs += 1
        if runs == 1:
            await store.commit([Put(_item(KEY), Absent())])
        (found,) = await store.get([KEY])
        expected = Absent() if found is None or runs == 1 else Whatever()
        await commit(store, [Put(_item(KEY, runs), expected)], ORIGIN)
        return "done"

    assert await attempted(use_case) == "done"
    assert runs == 2
    assert (await store.get([KEY])) == (_item(KEY, 2),)


async def test_a_use_case_that_always_loses_says_so_in_the_end(store: SqliteStore) -> None:
    await store.commit([Put(_item(KEY), Absent())])
    runs = 0

    async def use_case() -> None:
        nonlocal runs
        runs += 1
        await commit(store, [Put(_item(KEY, 2), Absent())], ORIGIN)

    with pytest.raises(ChangedMeanwhile, match="has been changed by another operation"):
        await attempted(use_case)

    assert runs == ATTEMPTS == 3


async def test_a_use_case_may_be_given_more_attempts() -> None:
    runs = 0

    async def use_case() -> int:
        nonlocal runs
        runs += 1
        if runs < 20:
            raise ChangedMeanwhile({})
        return runs

    assert await attempted(use_case, attempts=20) == 20
