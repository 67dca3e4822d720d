"""The store that takes a request's key with its first commit."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db_model.types import Email, TokenId
from repeats.claiming import ClaimingStore
from repeats.errors import KeyTaken
from repeats.items import begun, claim_of, key_of
from repeats.types import Asked, Asker, Made, State
from sqlite.store import SqliteStore, open_store
from store.types import Absent, Cancelled, Committed, Item, Key, Put, Whatever
from unit.store.doubles import Watched

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ASKED = Asked(key="k", digest="d", creates=False, is_secret=False)
ASKER = Asker(email=Email("ada@example.com"), token_id=TokenId("t"), rights=frozenset())
KEY = key_of(ASKER.email, "place")


@pytest.fixture
async def inner(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    async with open_store(tmp_path / "store.db", clock=lambda: NOW, durable=False) as store:
        yield store


def _claiming(inner: SqliteStore | Watched, asked: Asked = ASKED) -> ClaimingStore:
    return ClaimingStore(
        inner=inner,
        key=KEY,
        until=NOW + timedelta(hours=48),
        new_claim=lambda writes: begun(asked, ASKER, at=NOW, writes=writes),
    )


def _put(name: str) -> Put:
    return Put(Item(key=Key(name), kind="thing", version=1, body=b"{}"), Absent())


async def test_the_first_commit_takes_the_key_and_the_others_need_none(inner: SqliteStore) -> None:
    store = _claiming(inner)

    assert await store.commit([_put("a")]) == Committed()
    assert await store.commit([_put("b")]) == Committed()

    a, b, item = await inner.get([Key("a"), Key("b"), KEY])
    assert a is not None
    assert b is not None
    assert item is not None
    assert claim_of(item) == store.claim
    assert item.expires == int((NOW + timedelta(hours=48)).timestamp())


async def test_a_refused_commit_does_not_use_the_key_up(inner: SqliteStore) -> None:
    await inner.commit([_put("a")])
    store = _claiming(inner)

    refused = await store.commit([_put("b"), _put("a")])

    assert isinstance(refused, Cancelled)
    assert [reason is None for reason in refused.reasons] == [True, False]
    assert store.claim is None
    assert await inner.get([KEY]) == (None,)
    assert await store.commit([_put("b")]) == Committed()


async def test_who_comes_second_writes_nothing(inner: SqliteStore) -> None:
    first, second = _claiming(inner), _claiming(inner)
    await first.commit([_put("a")])

    for _ in range(2):
        with pytest.raises(KeyTaken):
            await second.commit([_put("b")])

    assert second.claim is None
    assert await inner.get([Key("b")]) == (None,)


async def test_a_commit_that_finds_itself_done_is_done(inner: SqliteStore) -> None:
    store = _claiming(inner)
    claim = begun(ASKED, ASKER, at=NOW)
    store = replace(store, new_claim=lambda _: claim)
    await replace(store).commit([_put("a")])

    # As an engine's client does that sends again what was written and not acknowledged.
    assert await store.commit([_put("a")]) == Committed(replayed=True)
    assert store.claim == claim


async def test_without_a_key_of_the_clients_a_claim_tells_what_was_made(
    inner: SqliteStore,
) -> None:
    store = _claiming(inner, replace(ASKED, key=None))
    context = replace(_put("CTX#1").item, kind="context")
    hidden = _put("~CNT#1")

    await store.commit([_put("a"), Put(context, Whatever()), hidden])

    assert store.claim is not None
    assert store.claim.made == (Made("a", "@", 1),)
    assert store.claim.state is State.BEGUN


async def test_a_commit_has_room_for_the_key_beside_what_a_use_case_may_write(
    inner: SqliteStore,
) -> None:
    store = _claiming(inner)

    assert await store.commit([_put(str(number)) for number in range(99)]) == Committed()
