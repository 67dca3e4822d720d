"""The change log is tidied without taking from a consumer what it still needs."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.tidying import tidied, tidy
from app.world import Service
from contract.builders import an_item, new
from deriving import NO_DRIFT, caught_up, drift, followed
from people import a_tenant
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from projections.keep import CONSUMERS
from sqlite.store import SqliteStore, open_store
from store.errors import StoreUnavailable
from streams.types import Missing, News
from world import World

pytestmark = pytest.mark.changes_db

DAY = timedelta(days=1)


@pytest.fixture
async def store(world: World, tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """Give the world's store as another process has it open."""
    async with open_store(tmp_path / "store.db", clock=world.clock, durable=False) as opened:
        yield opened


def beside(world: World, store: SqliteStore) -> Service:
    return replace(world.service, engines=replace(world.service.engines, store=store))


async def logged(store: SqliteStore) -> list[str]:
    return [change.key.pk for change in await store.changes(after=0, limit=100)]


async def test_changes_are_kept_until_every_consumer_has_passed_them(
    world: World, store: SqliteStore
) -> None:
    await store.commit(new(an_item("FIN#1"), an_item("FIN#2")))
    await world.indexed()
    await store.commit(new(an_item("FIN#3")))

    world.clock.advance(DAY + timedelta(seconds=1))
    await tidied(beside(world, store), at=world.clock())

    assert await logged(store) == ["FIN#3"]
    world.clock.advance(6 * DAY)
    await tidied(beside(world, store), at=world.clock())
    assert await logged(store) == []


async def test_who_stood_still_for_longer_has_everything_made_anew(
    world: World, store: SqliteStore
) -> None:
    tenant = await a_tenant(world)
    finding = a_finding(tenant)
    await put_findings(world, finding)
    await world.indexed()
    await put_vulnerabilities(world, a_vulnerability(tenant, finding))
    world.clock.advance(7 * DAY + timedelta(seconds=1))
    await tidied(beside(world, store), at=world.clock())
    assert (await logged(store), await drift(world) == NO_DRIFT) == ([], False)
    told: asyncio.Queue[News] = asyncio.Queue()

    async with followed(replace(world, service=replace(world.service, told=told.put_nowait))):
        for _ in CONSUMERS:
            while not isinstance(await told.get(), Missing):
                pass
        await caught_up(world)

    assert await drift(world) == NO_DRIFT


async def test_what_has_expired_is_removed(world: World, store: SqliteStore) -> None:
    expires = int(world.clock().timestamp()) + 1
    await store.commit(new(an_item("FIN#1", expires=expires)))
    world.clock.advance(DAY)

    await tidied(beside(world, store), at=world.clock())

    at_first = world.clock.instant - DAY
    world.clock.instant = at_first
    assert await store.get([an_item("FIN#1").key]) == (None,)


async def test_a_store_that_cannot_be_written_is_tidied_later(
    world: World, store: SqliteStore
) -> None:
    """The process goes on: to serve reads, a full disk has room enough."""
    service, stop = beside(world, store), asyncio.Event()
    await store.close()
    with pytest.raises(StoreUnavailable):
        await tidied(service, at=world.clock())

    tidying = asyncio.create_task(tidy(service, stop))
    await asyncio.sleep(0)
    stop.set()

    await asyncio.wait_for(tidying, timeout=5)
