"""The revision of tables, on a store of any engine."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contract.builders import Hands
from dynamodb.revision import KEY, REVISION, NewerRevision, NoRevision, OlderRevision, check, mark
from errors import Unavailable
from sqlite.store import open_store
from store.types import Absent, Item, Put, Store

pytestmark = pytest.mark.changes_db


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    async with open_store(tmp_path / "store.db", clock=Hands(), durable=False) as opened:
        yield opened


async def test_what_was_marked_is_known(store: Store) -> None:
    with pytest.raises(NoRevision, match="acmedata and acmemeta have no revision"):
        await check(store, "acme")

    await mark(store, "acme")
    await mark(store, "acme")

    await check(store, "acme")


@pytest.mark.parametrize(
    ("revision", "refusal"), [(REVISION + 1, NewerRevision), (REVISION - 1, OlderRevision)]
)
async def test_another_revision_is_refused_and_stays(
    store: Store, revision: int, refusal: type[Unavailable]
) -> None:
    item = Item(KEY, "schema", revision, b"{}")
    await store.commit([Put(item, Absent())])

    with pytest.raises(refusal, match=f"have revision {revision} and this release"):
        await check(store, "acme")
    with pytest.raises(refusal):
        await mark(store, "acme")

    assert await store.get([KEY]) == (item,)
