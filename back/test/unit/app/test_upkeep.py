"""Commands that look after what is derived from the store."""

import argparse
from pathlib import Path

import pytest

from app import upkeep
from app.projections import open_search
from contract.builders import Hands
from db_model.types import GroupName
from indicators.count import counters
from indicators.rules import group_scope
from people import Tenant, a_tenant
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from projections.keep import COUNTERS
from projections.rebuild import outdated
from projections.views import VIEWS, NoSuchIndex
from search.types import EVERYTHING, SearchQuery
from settings import Settings
from sqlite.store import open_store
from streaming import a_change
from streams.parked import list_parked, park
from streams.types import Place
from world import one_world

pytestmark = pytest.mark.changes_db


async def filled(folder: Path) -> Tenant:
    """Put a tenant with three vulnerabilities there; nothing of it was derived yet."""
    async with one_world(folder) as world:
        tenant = await a_tenant(world)
        finding = a_finding(tenant)
        await put_findings(world, finding)
        some = [a_vulnerability(tenant, finding, number) for number in range(3)]
        await put_vulnerabilities(world, *some)
    return tenant


async def counted(folder: Path, name: GroupName) -> dict[str, int]:
    async with open_store(folder / "store.db", clock=Hands(), durable=False) as store:
        [found] = await counters(store, [group_scope(name)])
    return dict(found)


async def test_a_rebuild_ends_when_searches_read_the_new_indexes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await filled(tmp_path)
    settings = Settings(state_dir=tmp_path)

    code = await upkeep.rebuild_search(settings, argparse.Namespace(index=None))

    assert code == 0
    assert capsys.readouterr().out == "Searches read the new findings, roots, vulnerabilities.\n"
    async with open_search(settings) as search:
        assert await outdated(search) == []
        for name, count in (("findings", 1), ("roots", 1), ("vulnerabilities", 3)):
            hits = await search.search(SearchQuery(index=name, scope=EVERYTHING))
            assert hits.total == count


async def test_one_index_can_be_rebuilt_alone(tmp_path: Path) -> None:
    await filled(tmp_path)
    settings = Settings(state_dir=tmp_path)

    await upkeep.rebuild_search(settings, argparse.Namespace(index="roots"))

    async with open_search(settings) as search:
        assert set(await outdated(search)) == set(VIEWS) - {"roots"}


async def test_an_index_that_there_is_not_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoSuchIndex) as refused:
        await upkeep.rebuild_search(
            Settings(state_dir=tmp_path), argparse.Namespace(index="people")
        )

    assert refused.value.message == (
        "There is no index people; there are findings, roots, vulnerabilities"
    )


async def test_a_recount_ends_when_the_figures_are_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tenant = await filled(tmp_path)
    assert await counted(tmp_path, tenant.group.name) == {}

    code = await upkeep.recount(Settings(state_dir=tmp_path), argparse.Namespace())

    assert code == 0
    assert capsys.readouterr().out == "Everything was counted.\n"
    found = await counted(tmp_path, tenant.group.name)
    assert (found["open"], found["findings.open"]) == (3, 1)


async def test_an_index_that_lacks_everything_is_told_and_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await filled(tmp_path)
    settings = Settings(state_dir=tmp_path)
    async with open_search(settings) as search:
        await search.promote("findings", await search.begin_generation("findings"))

    told = await upkeep.verify_search(settings, argparse.Namespace(index="findings", repair=False))
    mended = await upkeep.verify_search(settings, argparse.Namespace(index="findings", repair=True))

    lines = capsys.readouterr().out.splitlines()
    assert (told, mended) == (1, 0)
    assert lines[0] == "findings: 1 looked at, 1 drift"
    assert lines[1].startswith("findings\tfinding-acmegroup-")
    assert lines[2:] == ["findings: 1 mended", "findings: 1 looked at, 0 drift"]


async def test_figures_that_lack_everything_are_told_and_mended(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tenant = await filled(tmp_path)
    settings = Settings(state_dir=tmp_path)

    told = await upkeep.verify_counters(settings, argparse.Namespace(repair=False))
    mended = await upkeep.verify_counters(settings, argparse.Namespace(repair=True))

    assert (told, mended) == (1, 0)
    assert capsys.readouterr().out.splitlines()[-2:] == [
        "figures: 4 mended",
        "figures: 4 looked at, 0 drift",
    ]
    assert (await counted(tmp_path, tenant.group.name))["open"] == 3


async def test_what_was_put_aside_is_listed_and_taken_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = Place(consumer=COUNTERS, shard="log")
    async with open_store(tmp_path / "store.db", clock=Hands(), durable=False) as store:
        await store.commit(park(place, a_change(7), ValueError("broken"), at=Hands().at))
    settings = Settings(state_dir=tmp_path)

    await upkeep.parked(settings, argparse.Namespace())
    given = argparse.Namespace(consumer=COUNTERS, shard="log", position="0007")
    await upkeep.redrive_parked(settings, given)

    assert capsys.readouterr().out == "counters\tlog\t0007\tFIN#7\tValueError: broken\n"
    async with open_store(tmp_path / "store.db", clock=Hands(), durable=False) as store:
        assert (await list_parked(store, COUNTERS)).parked == ()
