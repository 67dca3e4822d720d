"""A store with a trail."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from contract.builders import Hands
from db_model.commit import commit
from db_model.context import Origin
from sqlite.store import SqliteStore, open_store
from store.requests import RequestStore
from store.types import Absent, Item, Key, Put
from unit.trails.rig import ACME, EVIL, WHO, an_organization, did


@pytest.fixture
def hands() -> Hands:
    return Hands(datetime(2026, 11, 24, 12, tzinfo=UTC))


@pytest.fixture
async def store(tmp_path: Path, hands: Hands) -> AsyncIterator[SqliteStore]:
    """Give a store with commits of two organizations and a person, on three days."""
    async with open_store(tmp_path / "store.db", clock=hands, durable=False) as store:
        person = Item(key=Key(f"USR#{WHO}"), kind="stakeholder", version=1, body=b"{}")
        origin = Origin(principal=WHO, at=hands())
        await commit(RequestStore(store), [Put(person, Absent())], origin)
        for id_ in (ACME, EVIL):
            await an_organization(store, id_, hands=hands)
        for number in range(3):
            hands.move(timedelta(minutes=1))
            await did(store, hands, f"a{number}", f"b{number}")
            await did(store, hands, f"e{number}", of=EVIL)
        for day in range(2):
            hands.move(timedelta(days=1))
            await did(store, hands, f"c{day}")
            hands.move(timedelta(minutes=1))
            await did(store, hands, f"d{day}")
        yield store
