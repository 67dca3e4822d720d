"""A live embedded installation moves to DynamoDB and OpenSearch, and back."""

import argparse
import os
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.copies import copy_store
from app.dynamodb import create
from app.engines import open_engines, open_store
from app.projections import open_search
from contract.dynamodb.configured import environ_of
from copies.digests import Digest, digests
from copies.errors import Unfinished
from db_model.findings.types import Finding
from dynamodb import DynamoConfig
from indicators.count import counters
from indicators.rules import group_scope
from kit.time import now
from people import Tenant, a_tenant
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from search.types import EVERYTHING, SearchQuery
from settings import SearchEngine, Settings, StoreEngine, load
from world import World, one_world

TO = "dynamodb+opensearch"


@pytest.fixture
def cluster() -> Iterator[str]:
    url = os.environ["INTEGRATES_TEST_OPENSEARCH"]
    yield url
    # The service's own names: no other test uses them.
    request = urllib.request.Request(f"{url}/integrates_*", method="DELETE")  # noqa: S310 - ours
    with urllib.request.urlopen(request, timeout=60):  # noqa: S310 - ours
        pass


@pytest.fixture
async def installed(
    config: DynamoConfig, cluster: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Settings:
    """Return the settings of an embedded service that knows of tables and of a cluster."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "integrates")
    # From here on, a world is embedded.
    monkeypatch.delenv("INTEGRATES_TEST_DYNAMODB")
    environ = {
        **environ_of(config),
        "INTEGRATES_OPENSEARCH_URL": cluster,
        "INTEGRATES_STATE_DIR": str(tmp_path / "old"),
    }
    scaled = load(environ)
    await create(scaled)
    (tmp_path / "old").mkdir()
    return replace(scaled, store=StoreEngine.SQLITE)


async def reported(world: World, tenant: Tenant, finding: Finding, *numbers: int) -> None:
    await put_vulnerabilities(
        world, *(a_vulnerability(tenant, finding, number) for number in numbers)
    )


async def copied(settings: Settings, to: str, *, finish: bool = False) -> None:
    assert await copy_store(settings, argparse.Namespace(to=to, finish=finish)) == 0


async def found(settings: Settings) -> int | None:
    async with open_search(settings) as search:
        hits = await search.search(SearchQuery(index="vulnerabilities", scope=EVERYTHING))
        return hits.total


async def open_in(settings: Settings, tenant: Tenant) -> int:
    async with open_store(settings, clock=now) as store:
        [sums] = await counters(store, [group_scope(tenant.group.name)])
    return sums["open"]


async def begun(installed: Settings) -> Tenant:
    """Fill the service that runs, and copy while it does; nobody counts what comes last."""
    async with one_world(installed.state_dir) as world:
        tenant = await a_tenant(world)
        finding = a_finding(tenant)
        await put_findings(world, finding)
        await reported(world, tenant, finding, *range(150))
        await world.indexed()
        await copied(installed, TO)
        await reported(world, tenant, finding, *range(150, 160))
    return tenant


async def held(settings: Settings) -> dict[str, Digest]:
    async with open_store(settings, clock=now) as store:
        return await digests(store)


def without_figures(found: dict[str, Digest]) -> dict[str, Digest]:
    return {kind: digest for kind, digest in found.items() if kind not in {"~CNT", "~CON"}}


async def test_an_installation_moves_up_and_back(
    installed: Settings, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    scaled = replace(installed, store=StoreEngine.DYNAMODB, search=SearchEngine.OPENSEARCH)
    tenant = await begun(installed)
    with pytest.raises(Unfinished):
        async with open_engines(scaled, clock=now):
            pass

    await copied(installed, TO, finish=True)
    told = capsys.readouterr().out
    await copied(replace(scaled, state_dir=tmp_path / "new"), "embedded")
    await copied(replace(scaled, state_dir=tmp_path / "new"), "embedded", finish=True)

    new = replace(installed, state_dir=tmp_path / "new")
    before, there, back = [await held(settings) for settings in (installed, scaled, new)]
    assert told.endswith("INTEGRATES_STORE=dynamodb\nINTEGRATES_SEARCH=opensearch\n")
    assert without_figures(before) == without_figures(there)
    assert there == back
    assert [before["~CON"].items, there["~CON"].items] == [151, 161]
    assert [await found(settings) for settings in (scaled, new)] == [160, 160]
    assert [await open_in(settings, tenant) for settings in (scaled, new)] == [160, 160]
