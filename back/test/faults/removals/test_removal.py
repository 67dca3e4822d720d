"""Removing what a removed group had: cut off anywhere, and looked at again for what came late."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pytest

from cutting import Cut, Watched, cut_at
from db_model.access.add import group_access_added
from db_model.access.types import GroupRole
from db_model.errors import ChangedMeanwhile
from db_model.groups.types import RemovalReason
from db_model.groups.update import updated as group_updated
from db_model.imports.types import ImportState
from db_model.types import Email
from functional.mutations.test_remove_group import remove
from groups.domain import REMOVE, member
from groups.rules import removed as group_gone
from groups.types import Removal
from jobs.rules import Held, run_of
from jobs_by_hand import held_before, let_go
from people import BUILDER, a_person
from populations import VERSION, a_finding, a_vulnerability, put, put_findings, put_vulnerabilities
from removals.domain.group import remove_group
from removing import Full, a_full_group, files, kinds_left
from store.types import CommitResult, Item, Key, Page, Query, Store, Write
from world import START, World

COMMITS = 19
LEFT = {
    "organization": 1,
    "organization-state": 1,
    "guard": 1,  # of the organization's name
    "group": 1,
    "group-state": 2,
    "stakeholder-end": 2,  # of the manager and of the CI agent
}


@dataclass(slots=True)
class Counting:
    """Counts the commits."""

    count: int = 0

    def __call__(self, _: Sequence[Write]) -> None:
        self.count += 1


@dataclass(frozen=True, slots=True)
class Lagging:
    """A store whose indexes know of nothing yet."""

    inner: Store

    async def get(self, keys: Sequence[Key], *, strong: bool = False) -> tuple[Item | None, ...]:
        return await self.inner.get(keys, strong=strong)

    async def query(self, query: Query) -> Page:
        return Page((), None) if query.index else await self.inner.query(query)

    async def commit(self, writes: Sequence[Write], *, token: str | None = None) -> CommitResult:
        return await self.inner.commit(writes, token=token)

    async def scan(self, *, segment: int, segments: int, after: str | None, limit: int) -> Page:
        return await self.inner.scan(segment=segment, segments=segments, after=after, limit=limit)

    async def ready(self) -> None:
        await self.inner.ready()


async def run(world: World, held: Held, store: Store | None = None) -> None:
    blobs = world.service.engines.blobs
    await remove_group(store or world.store, blobs, run_of(held), clock=world.clock)


async def removed(world: World) -> tuple[Mapping[Key, Item], Full, Held]:
    """Return what others have, and a group that was removed, whose job is the test's."""
    await a_full_group(world, name="evil")
    before = await world.contents()
    full = await a_full_group(world)
    held = await held_before(world, REMOVE, full.group.name)
    answer = await remove(world, full.group.name, full.manager)
    assert answer["removeGroup"] == {"success": True}
    return before, full, held


async def _ended(world: World, held: Held) -> None:
    await let_go(world, held)
    world.service.bell.stir()


async def test_it_takes_as_many_commits_as_the_tests_below_cut_it_off_at(world: World) -> None:
    _, full, held = await removed(world)
    counting = Counting()

    await run(world, held, Watched(world.store, before=counting))

    assert counting.count == COMMITS
    assert [path for path in await files(world) if full.group.name in path] == []


@pytest.mark.parametrize("commits", range(1, COMMITS + 1))
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_cut_off_at_any_commit_it_ends_the_same(
    world: World, moment: str, commits: int
) -> None:
    before, full, held = await removed(world)
    watched = cut_at(world.store, moment, commit=commits)

    with pytest.raises(Cut):
        await run(world, held, watched)
    for _ in range(2):
        await run(world, held)
    await _ended(world, held)

    assert await kinds_left(world, before) == LEFT
    assert [path for path in await files(world) if full.group.name in path] == []


async def test_a_runner_that_was_overtaken_removes_nothing(world: World) -> None:
    full = await a_full_group(world)
    held = await held_before(world, REMOVE, full.group.name)
    await let_go(world, held)
    removal = Removal(reason=RemovalReason.MISTAKE)
    gone = group_gone(full.group, removal, by=BUILDER, at=START)
    await put(world, [*group_updated(full.group, replace(gone, version=VERSION + 1))])
    before = await world.contents()

    with pytest.raises(ChangedMeanwhile):
        await run(world, held)

    assert await world.contents() == before


async def test_a_group_that_is_there_keeps_everything(world: World) -> None:
    full = await a_full_group(world)
    held = await held_before(world, REMOVE, full.group.name)
    before = await world.everything()

    await run(world, held)

    assert await world.everything() == before


async def test_what_no_index_tells_in_time_goes_at_the_second_look(world: World) -> None:
    before, full, held = await removed(world)

    await run(world, held, Lagging(world.store))
    own = {f"IMP#{each.id}": each.state for each in full.imports}
    at_first = {own[key.pk] for key in await world.everything() if key.pk in own}
    await _ended(world, held)

    over = {ImportState.DISCARDED, ImportState.DONE, ImportState.FAILED, ImportState.ROLLED_BACK}
    assert at_first == over
    assert await kinds_left(world, before) == LEFT


async def test_what_a_request_that_was_let_in_before_still_adds_goes_as_well(
    world: World,
) -> None:
    before, full, held = await removed(world)
    tenant = full.scene.tenant
    late = a_finding(tenant, 7)
    guest = member(full.group, Email("person9@example.com"), GroupRole.USER, by=BUILDER)

    await _ended(world, held)
    await world.contents()  # it was run, as often as it was wished for
    person = await a_person(world, email=guest.email)
    await put(world, list(group_access_added(guest)))
    await put_findings(world, late)
    await put_vulnerabilities(world, a_vulnerability(tenant, late))

    assert await kinds_left(world, before) == {**LEFT, "stakeholder-end": 3}
    assert person.email == guest.email
