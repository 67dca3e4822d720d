"""F6: what is derived is what the store comes to, whatever ends, is missed or is done meanwhile."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

import pytest

from cutting import Cut, cut_at
from db_model.findings.types import Finding
from db_model.findings.update import counted
from db_model.findings.update import updated as finding_updated
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus
from db_model.vulnerabilities.update import updated
from deriving import NO_DRIFT, caught_up, drift, followed
from jobs.items import job_key
from jobs.types import JobId
from people import Tenant, a_tenant
from populations import a_finding, a_vulnerability, put, put_findings, put_vulnerabilities
from projections.keep import CONSUMERS, consumers
from projections.rebuild import REBUILD, wishes
from store.types import Store
from streams.errors import Trimmed
from streams.parked import list_parked
from streams.run import Runner, drain
from streams.types import Batch, ChangeStream, Missing, News, Shard
from vulnerabilities.rules import figures_change
from world import World

pytestmark = pytest.mark.changes_db

SAFE, DELETED = VulnerabilityStatus.SAFE, VulnerabilityStatus.DELETED
COMMITS: Final = 8  # of a drain, and then some
MANY: Final = 600


@dataclass(slots=True)
class History:
    """What happens to a finding and its vulnerabilities, a step at a time."""

    world: World
    tenant: Tenant
    finding: Finding
    steps: int = 0

    async def step(self) -> None:
        """Add one, and close, remove or move it."""
        number = self.steps
        self.steps += 1
        one = a_vulnerability(self.tenant, self.finding, number)
        await put_vulnerabilities(self.world, one)
        match number % 3:
            case 0:
                await self._change(one, status=SAFE)
            case 1:
                await self._change(one, status=DELETED)
            case _:
                await self._change(one, where=f"web/{number}.py")

    async def rename(self) -> None:
        """Give the finding another title, which the documents of all its vulnerabilities have."""
        was = self.finding
        self.finding = replace(was, title=f"Title {self.steps}", version=was.version + 1)
        await put(self.world, [*finding_updated(was, self.finding)])

    async def _change(self, was: Vulnerability, **state: object) -> None:
        after = replace(was.state, **state)  # type: ignore[arg-type]  # what a step says
        now = replace(was, state=after, version=was.version + 1)
        figures = counted(was.finding_id, figures_change(was.state, after))
        await put(self.world, [*updated(was, now), *figures])


@pytest.fixture
async def history(streamed_world: World) -> History:
    """Give a finding without vulnerabilities, searchable and counted."""
    tenant = await a_tenant(streamed_world)
    finding = a_finding(tenant)
    await put_findings(streamed_world, finding)
    await streamed_world.indexed()
    return History(world=streamed_world, tenant=tenant, finding=finding)


def runner(world: World, *, store: Store, owner: str) -> Runner:
    keeping = replace(world.service.keeping, store=store)
    return Runner(
        stream=world.service.projections.stream,
        store=store,
        consumers=consumers(keeping),
        owner=owner,
        clock=world.clock,
        told=lambda _: None,
    )


async def worked(history: History, store: Store, *, owner: str) -> None:
    """Take what there is, and take what comes, until the process ends."""
    while True:
        await drain(runner(history.world, store=store, owner=owner))
        await history.step()


@pytest.mark.parametrize("crash", ["before", "after"])
async def test_no_change_is_skipped_wherever_a_process_ends(history: History, crash: str) -> None:
    world = history.world
    for commit in range(1, COMMITS + 1):
        await history.step()
        store = cut_at(world.store, crash, commit=commit)
        with pytest.raises(Cut):
            await worked(history, store, owner=f"{commit}")

    await world.indexed()
    world.clock.advance(timedelta(seconds=3))
    await world.indexed()

    assert await drift(world) == NO_DRIFT
    for name in CONSUMERS:
        assert (await list_parked(world.store, name)).parked == ()


async def end_of(world: World, shard: str) -> str:
    """Return the position of the last change that there is."""
    stream, last = world.service.projections.beside, None
    while changes := (await stream.read(shard, after=last, limit=1000)).changes:
        last = changes[-1].position
    assert last is not None
    return last


@dataclass(frozen=True, slots=True)
class Gapped:
    """A stream that has removed what was before the position that it begins at, a shard."""

    inner: ChangeStream
    begins: Mapping[str, str]

    async def shards(self) -> tuple[Shard, ...]:
        return await self.inner.shards()

    async def read(self, shard: str, *, after: str | None, limit: int) -> Batch:
        # The positions of both engines are numbers.
        if after is not None and int(after) < int(self.begins[shard]):
            raise Trimmed
        return await self.inner.read(shard, after=after or self.begins[shard], limit=limit)

    async def wait(self, *, timeout_s: float) -> None:
        await self.inner.wait(timeout_s=timeout_s)


async def test_what_was_removed_unseen_is_made_up_for_without_anybody(history: History) -> None:
    """The indexes and figures lack something, which no change tells of any more."""
    world = history.world
    for _ in range(5):
        await history.step()
    stream = world.service.projections.stream
    begins = {shard.id: await end_of(world, shard.id) for shard in await stream.shards()}
    assert await drift(world) != NO_DRIFT

    told: asyncio.Queue[News] = asyncio.Queue()
    broken = replace(world.service.projections, stream=Gapped(stream, begins))
    service = replace(world.service, projections=broken, told=told.put_nowait)
    async with followed(replace(world, service=service)):
        for _ in CONSUMERS:
            while not isinstance(await told.get(), Missing):
                pass
        await history.step()
        await caught_up(world)
        world.clock.advance(timedelta(seconds=3))
        world.service.bell.stir()
        await caught_up(world)

    assert await drift(world) == NO_DRIFT


async def test_a_rebuild_converges_while_others_write(history: History) -> None:
    """As fast as one can, so that most of what the scan has read is old when it is written."""
    world = history.world
    many = [a_vulnerability(history.tenant, history.finding, 10_000 + n) for n in range(MANY)]
    await put_vulnerabilities(world, *many)
    await world.indexed()
    job = job_key(JobId(REBUILD, "vulnerabilities"))

    async with followed(world):
        await world.store.commit(await wishes(world.store, ["vulnerabilities"], now=world.clock()))
        world.service.bell.ring(REBUILD, "vulnerabilities")
        while (await world.store.get([job], strong=True))[0] is not None:
            await history.step()
            if history.steps % 4 == 0:
                await history.rename()
        during = history.steps
        await history.step()
        await caught_up(world)
        world.clock.advance(timedelta(seconds=3))
        world.service.bell.stir()
        await caught_up(world)

    assert during >= 4, "each kind of step is taken meanwhile"
    assert await drift(world) == NO_DRIFT
