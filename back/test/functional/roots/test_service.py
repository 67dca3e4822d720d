"""Deactivating the roots that another service does not test: cut off, and taken back meanwhile."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest

from cutting import At, Cut, Watched, cut_at
from db_model.groups.get import group as stored_group
from db_model.groups.keys import item as group_item
from db_model.groups.types import Service
from db_model.groups.update import updated as group_updated
from db_model.roots.add import added as root_added
from db_model.roots.get import of_group, states
from db_model.roots.types import RootReason, RootStatus
from db_model.types import RootId
from groups.domain import SORT_OUT
from jobs.rules import run_of
from jobs_by_hand import held_before
from people import Tenant, a_tenant
from populations import put
from roots.domain.service import CHUNK, sort_out_roots
from store.requests import RequestStore
from store.types import CommitResult, Item, Key, Page, Query, Store, Write
from world import World

MORE = 2 * CHUNK  # with that of the tenant, two chunks and one root


@dataclass(frozen=True, slots=True)
class Late:
    """Shows ``old`` in the place of what it became, except to who insists."""

    inner: Store
    old: Item

    async def get(self, keys: Sequence[Key], *, strong: bool = False) -> tuple[Item | None, ...]:
        items = await self.inner.get(keys, strong=strong)
        if strong:
            return items
        return tuple(
            self.old if key == self.old.key else item for key, item in zip(keys, items, strict=True)
        )

    async def query(self, query: Query) -> Page:
        return await self.inner.query(query)

    async def commit(self, writes: Sequence[Write], *, token: str | None = None) -> CommitResult:
        return await self.inner.commit(writes, token=token)


async def served(world: World, tenant: Tenant, service: Service) -> None:
    was = await stored_group(world.service.engines.store, tenant.group.name)
    assert was is not None
    state = replace(was.state, service=service)
    now = replace(was, state=state, version=was.version + 1)
    await put(world, [*group_updated(was, now)])


async def _a_crowd(world: World) -> Tenant:
    tenant = await a_tenant(world)
    writes: list[Write] = []
    for number in range(MORE):
        writes.extend(root_added(replace(tenant.root, id=RootId(f"root-{number:03d}")), ()))
    await put(world, writes)
    return tenant


async def _statuses(world: World, tenant: Tenant) -> Counter[RootStatus]:
    found = await of_group(world.service.engines.store, tenant.group.name)
    return Counter(root.state.status for root in found)


@pytest.mark.parametrize("commits", [1, 2, 3])
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_cut_off_at_any_commit_it_ends_the_same(
    world: World, moment: str, commits: int
) -> None:
    tenant = await _a_crowd(world)
    held = await held_before(world, SORT_OUT, tenant.group.name)
    await served(world, tenant, Service.BLACK)
    watched = cut_at(world.store, moment, commit=commits)

    with pytest.raises(Cut):
        await sort_out_roots(RequestStore(watched), run_of(held), at=world.clock())
    done = min((commits - (moment == "before")) * CHUNK, MORE + 1)
    assert (await _statuses(world, tenant))[RootStatus.INACTIVE] == done
    for _ in range(2):
        await sort_out_roots(RequestStore(world.store), run_of(held), at=world.clock())

    assert await _statuses(world, tenant) == {RootStatus.INACTIVE: MORE + 1}
    store = world.service.engines.store
    roots = await of_group(store, tenant.group.name)
    histories: Sequence[int] = [len(await states(store, root)) for root in roots]
    assert set(histories) == {2}
    assert {root.state.reason for root in roots} == {RootReason.OTHER}
    assert {root.state.other for root in roots} == {"The service of the group was changed"}


async def test_a_group_that_is_read_late_is_not_taken_for_what_it_was(world: World) -> None:
    tenant = await a_tenant(world)
    held = await held_before(world, SORT_OUT, tenant.group.name)
    await served(world, tenant, Service.BLACK)

    late = Late(world.store, old=group_item(tenant.group))
    await sort_out_roots(RequestStore(late), run_of(held), at=world.clock())

    assert await _statuses(world, tenant) == {RootStatus.INACTIVE: 1}


async def test_a_service_that_comes_back_meanwhile_keeps_the_roots_that_are_left(
    world: World,
) -> None:
    tenant = await _a_crowd(world)
    held = await held_before(world, SORT_OUT, tenant.group.name)
    await served(world, tenant, Service.BLACK)
    back = At(2, lambda: served(world, tenant, Service.WHITE))

    watched = Watched(world.store, meanwhile=back)
    await sort_out_roots(RequestStore(watched), run_of(held), at=world.clock())

    assert await _statuses(world, tenant) == {
        RootStatus.INACTIVE: CHUNK,
        RootStatus.ACTIVE: MORE + 1 - CHUNK,
    }
