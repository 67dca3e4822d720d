"""The trail follows the store: by the consumer, by the job that catches up, by the command."""

import argparse
from pathlib import Path

import pytest

from app.audit import verify_audit
from contract.builders import Hands
from db_model.commit import CONTEXT, commit
from db_model.context import Origin
from people import a_tenant
from settings import Settings
from sqlite.store import open_store
from store.requests import RequestStore
from store.types import Absent, Item, Key, Put
from trails.consumer import CATCH_UP, SUBJECT, wish_to_catch_up
from trails.record import INSTALLATION
from trails.types import ChainName
from trails.verify import verified
from unit.trails.rig import WHO, recorded
from world import START, World, one_world

pytestmark = pytest.mark.changes_db


async def test_the_consumer_records_what_is_committed(streamed_world: World) -> None:
    tenant = await a_tenant(streamed_world)
    await streamed_world.indexed()

    store, chain = streamed_world.service.engines.store, ChainName(tenant.organization.id)

    made = [item for item in (await streamed_world.everything()).values() if item.kind == CONTEXT]
    verdict = await verified(store, chain)
    assert verdict.faults == ()
    assert len(verdict.hashes) == len(made) == 3


async def test_a_job_records_what_the_consumer_missed(world: World) -> None:
    tenant = await a_tenant(world)
    store, chain = world.service.engines.store, ChainName(tenant.organization.id)
    assert (await verified(store, chain)).hashes == frozenset()

    await store.commit(await wish_to_catch_up(store, now=world.clock()))
    world.service.bell.ring(CATCH_UP, SUBJECT)
    await world.contents()

    verdict = await verified(store, chain)
    assert verdict.faults == ()
    assert len(verdict.hashes) == 3


async def test_the_command_proves_the_trail_and_tells_what_is_wrong(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hands = Hands(START)
    async with open_store(tmp_path / "store.db", clock=hands, durable=False) as store:
        person = Item(key=Key(f"USR#{WHO}"), kind="stakeholder", version=1, body=b"{}")
        await commit(RequestStore(store), [Put(person, Absent())], Origin(principal=WHO, at=START))
        await recorded(store, hands)
        newest = (await verified(store, INSTALLATION)).newest
    settings = Settings(state_dir=tmp_path)

    good = await verify_audit(settings, argparse.Namespace(holds=[newest]))
    bad = await verify_audit(settings, argparse.Namespace(holds=["f" * 64]))

    assert (good, bad) == (0, 1)
    line = f"installation\t1 entries of 1 days, 0 faults\t{newest}"
    assert capsys.readouterr().out.splitlines() == [
        line,
        line,
        f"{'f' * 64}\tno chain holds it any more",
    ]


async def test_the_command_fails_where_there_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with one_world(tmp_path):
        pass

    code = await verify_audit(Settings(state_dir=tmp_path), argparse.Namespace(holds=[]))

    assert code == 1
    assert "installation\t-\tthere is no entry" in capsys.readouterr().out
