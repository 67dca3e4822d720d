"""The doctor on tables that are well, and on others."""

from datetime import timedelta
from pathlib import Path

import pytest

from app.doctor import diagnosed
from app.doctor.types import Health
from app.dynamodb import create
from contract.builders import Hands
from contract.dynamodb.configured import environ_of
from dynamodb import DynamoConfig, create_tables, open_store
from dynamodb.config import client_of
from dynamodb.inspection import differences, inspect
from dynamodb.provision import data_definition
from dynamodb.tables import tables_of
from imports.domain import RUN
from jobs.enqueue import enqueue
from kit.time import now
from settings import load


@pytest.fixture
def environ(
    config: DynamoConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> dict[str, str]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "integrates")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "integrates")
    for name in ("files", "partial"):
        (tmp_path / "blobs" / name).mkdir(parents=True)
    return {**environ_of(config), "INTEGRATES_STATE_DIR": str(tmp_path)}


async def ills(environ: dict[str, str]) -> dict[str, tuple[Health, str]]:
    """Return what is not well, apart from that files are on one machine, and no index is made."""
    found = await diagnosed(environ, at=now())
    return {
        each.check: (each.health, each.seen)
        for each in found
        if each.health is not Health.OK and each.check not in {"settings", "search"}
    }


async def test_tables_that_were_made_are_well(environ: dict[str, str]) -> None:
    await create(load(environ))

    assert await ills(environ) == {}


async def test_tables_without_a_revision_are_told(environ: dict[str, str]) -> None:
    found = await ills(environ)

    assert found.keys() == {"revision"}
    assert "run `integrates store create` once" in found["revision"][1]


async def test_tables_that_are_not_there_are_told(environ: dict[str, str]) -> None:
    found = await ills({**environ, "INTEGRATES_DYNAMODB_PREFIX": "nowhere_"})

    assert found == {"store": (Health.FAILED, "nowhere_meta is not there")}


async def test_a_service_that_does_not_answer_is_told(environ: dict[str, str]) -> None:
    found = await ills({**environ, "INTEGRATES_DYNAMODB_URL": "http://127.0.0.1:9"})

    assert found.keys() == {"store"}
    assert found["store"][0] is Health.FAILED


async def test_a_table_without_its_stream_is_told_and_gets_it(
    config: DynamoConfig, environ: dict[str, str]
) -> None:
    await create(load(environ))
    name = tables_of(config.table_prefix).data
    async with client_of(config) as client:
        await client.update_table(TableName=name, StreamSpecification={"StreamEnabled": False})

    found = await ills(environ)

    assert found == {"store": (Health.FAILED, f"{name} has no stream of old and new items")}
    await create_tables(config)
    assert await ills(environ) == {}


async def test_a_table_that_does_not_forget_is_told(config: DynamoConfig) -> None:
    name = tables_of(config.table_prefix).meta
    async with client_of(config) as client:
        await client.update_time_to_live(
            TableName=name, TimeToLiveSpecification={"Enabled": False, "AttributeName": "ttl"}
        )

    found = {each.table: each.unset for each in await inspect(config)}

    assert found[name] == ("expiry",)


async def test_a_table_of_other_indexes_differs(config: DynamoConfig) -> None:
    tables = tables_of(config.table_prefix)
    async with client_of(config) as client:
        answer = await client.describe_table(TableName=tables.meta)

    assert differences(data_definition(tables.meta), answer["Table"]) == (
        "has no index_g2",
        "has no index_g3",
        "has no index_g4",
        "has no stream of old and new items",
    )


async def test_a_job_that_nobody_runs_is_told(
    config: DynamoConfig, environ: dict[str, str]
) -> None:
    await create(load(environ))
    async with open_store(config, clock=Hands()) as store:
        await store.commit([await enqueue(store, RUN, "root-1", now=now() - timedelta(hours=1))])

    found = await ills(environ)

    assert found.keys() == {"jobs"}
    assert found["jobs"][0] is Health.FAILED
