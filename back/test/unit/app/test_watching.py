"""When a process that follows changes is ready, and what its metrics say."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.consumers import CONSUMERS
from app.errors import ConsumersBehind
from app.metrics import make_metrics
from app.watching import Watch
from contract.builders import an_item, new
from projections.keep import SEARCH
from sqlite.store import open_store
from streaming import a_change
from streams.parked import park, unpark
from streams.types import Place
from world import World

pytestmark = pytest.mark.changes_db

WAITING = "integrates_changes_waiting_seconds"
ASIDE = "integrates_changes_aside"


def shown(watch: Watch, name: str) -> list[float | None]:
    registry = watch.metrics.registry
    return [registry.get_sample_value(name, {"consumer": each}) for each in CONSUMERS]


async def test_readiness_follows_how_long_a_change_waits(world: World) -> None:
    watch = Watch(world.service, make_metrics())
    with pytest.raises(ConsumersBehind):
        await watch.ready()
    await world.indexed()
    await world.store.commit(new(an_item("FIN#1")))
    await watch.look()
    await watch.ready()

    world.clock.advance(timedelta(seconds=62))
    await watch.look()

    with pytest.raises(ConsumersBehind):
        await watch.ready()
    assert all(62 <= (seconds or 0) < 64 for seconds in shown(watch, WAITING))
    await world.indexed()
    await watch.look()
    await watch.ready()
    assert shown(watch, WAITING) == [0, 0, 0]


async def test_a_process_is_not_ready_while_changes_are_put_aside(world: World) -> None:
    watch, place = Watch(world.service, make_metrics()), Place(consumer=SEARCH, shard="log")
    await world.store.commit(park(place, a_change(7), ValueError("no"), at=world.clock()))
    await watch.look()

    with pytest.raises(ConsumersBehind):
        await watch.ready()
    assert shown(watch, ASIDE) == [1, 0, 0]
    await world.store.commit(unpark(place, "0007"))
    await watch.look()
    await watch.ready()
    assert shown(watch, ASIDE) == [0, 0, 0]


async def test_a_look_that_nothing_answers_forgets_the_one_before(
    world: World, tmp_path: Path
) -> None:
    watch = Watch(world.service, make_metrics())
    await watch.look()
    await watch.ready()
    async with open_store(tmp_path / "store.db", clock=world.clock, durable=False) as closed:
        pass
    watch.service = replace(world.service, engines=replace(world.service.engines, store=closed))

    await watch.look()

    assert watch.seen is None
    watch.service = world.service
    with pytest.raises(ConsumersBehind):
        await watch.ready()
