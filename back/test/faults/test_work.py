"""`integrates work` as a process: what it makes, when it is ready, and how it ends."""

from pathlib import Path

import pytest
from httpx import AsyncClient

from app.projections import open_search
from app.serve import CANNOT_START, STOPPED
from faults.server import Server, free_port
from people import a_tenant
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from search.types import EVERYTHING, SearchQuery
from settings import Settings
from world import one_world

pytestmark = pytest.mark.changes_db


@pytest.fixture
async def state(tmp_path: Path) -> Path:
    """Give a state directory with three vulnerabilities, of which nothing was derived yet."""
    async with one_world(tmp_path) as world:
        tenant = await a_tenant(world)
        finding = a_finding(tenant)
        await put_findings(world, finding)
        some = [a_vulnerability(tenant, finding, number) for number in range(3)]
        await put_vulnerabilities(world, *some)
    (tmp_path / "search.db").unlink()
    return tmp_path


def worker(state: Path) -> Server:
    port = free_port()
    shown = {"INTEGRATES_METRICS_PORT": str(port)}
    return Server(state, command="work", port=port, settings=shown)


async def test_a_worker_is_ready_once_what_is_derived_is_there(state: Path) -> None:
    work = worker(state)

    await work.start()
    async with AsyncClient() as client:
        metrics = (await client.get(f"{work.address}/metrics")).text
    code = work.stop()

    assert code == STOPPED
    assert 'integrates_changes_waiting_seconds{consumer="search"} 0.0' in metrics
    assert 'integrates_changes_aside{consumer="counters"} 0.0' in metrics
    async with open_search(Settings(state_dir=state)) as search:
        query = SearchQuery(index="vulnerabilities", scope=EVERYTHING)
        assert (await search.search(query)).total == 3


async def test_a_worker_whose_port_is_taken_does_not_start(state: Path) -> None:
    first = worker(state)
    await first.start()
    second = Server(state, command="work", settings=first.settings)

    with pytest.raises(AssertionError, match="ended while it started"):
        await second.start()

    assert second.process is not None
    assert second.process.wait() == CANNOT_START
    assert first.stop() == STOPPED
