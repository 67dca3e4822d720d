"""Removing a group while an import of it runs, a root leaves it, or somebody else removes it."""

from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from authz.access import Principal, access_of
from authz.errors import ActionDenied
from authz.grants import GroupGrant, on_group
from authz.policy import Action
from blobs.errors import BlobNotFound
from cutting import At, Watched
from db_model.access.types import GroupRole
from db_model.groups.types import RemovalReason, Subscription, UpdateReason
from db_model.types import ImportId
from errors import AppError
from faults.removals.test_removal import LEFT, run
from functional.mutations.test_remove_group import remove
from groups.domain import REMOVE, remove_group, update_group
from groups.errors import GroupRemoved
from groups.types import NewServices, Removal
from held import hits
from imports.domain import RUN, request_import
from imports.run import Means, run_root
from imports.types import NewImport
from jobs.rules import run_of
from jobs_by_hand import held_before, let_go
from moves.domain.job import MOVE
from moving import a_ground, arrived, known_of, moved_as, subject
from people import Person, Tenant, a_person, a_tenant, member_of
from removing import OPEN, a_full_group, files, kinds_left
from reporting import send_report
from sarif import a_report
from store.requests import RequestStore
from store.types import Database
from world import World

MISTAKE = Removal(reason=RemovalReason.MISTAKE)
NO_SERVICE = NewServices(
    subscription=Subscription.CONTINUOUS,
    has_asm=False,
    has_machine=False,
    has_squad=False,
    reason=UpdateReason.OTHER,
    comments="",
)


async def _granted(
    world: World, tenant: Tenant, person: Person, action: Action
) -> tuple[Database, GroupGrant]:
    """Return what a request of ``person`` gets just before another one removes the group."""
    removing = At(1, lambda: remove(world, tenant.group.name, person))
    db = RequestStore(Watched(world.store, meanwhile=removing))
    access = await access_of(db, Principal(email=person.email))
    assert access is not None
    return db, await on_group(db, access, action, name=tenant.group.name)


async def _parts(report: bytes) -> AsyncIterator[bytes]:
    yield report


@pytest.mark.parametrize("commit", range(1, 8))
async def test_an_import_that_runs_meanwhile_leaves_nothing(world: World, commit: int) -> None:
    await a_full_group(world, name="evil")
    before = await world.contents()
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    importing = await held_before(world, RUN, tenant.root.id)
    removing = await held_before(world, REMOVE, tenant.group.name)
    await send_report(world, tenant, person.token, a_report(hits(100)), waitSeconds=0)

    async def removed() -> None:
        await remove(world, tenant.group.name, person)
        await run(world, removing)

    at = At(commit, removed)
    means = Means(
        store=Watched(world.store, meanwhile=at),
        blobs=world.service.engines.blobs,
        clock=world.clock,
        ended=lambda _: None,
    )
    with suppress(AppError, BlobNotFound):
        await run_root(means, run_of(importing))
    at_once = (item for key, item in (await world.everything()).items() if key not in before)
    assert {"finding", "import", "vulnerability"}.isdisjoint(item.kind for item in at_once)
    await let_go(world, importing)
    await let_go(world, removing)
    world.service.bell.stir()

    left = await kinds_left(world, before)
    assert at.left <= 0
    assert left == {**LEFT, "stakeholder-end": 1}
    assert [path for path in await files(world) if "evil" not in path] == []


async def test_no_import_begins_in_a_group_that_is_being_removed(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    db, grant = await _granted(world, tenant, person, Action.IMPORT_REPORT)

    new = NewImport(report=_parts(a_report(hits(1))), root_nickname=tenant.root.state.nickname)
    with pytest.raises(ActionDenied):
        await request_import(
            db, world.service.engines.blobs, grant, new, id_=ImportId("late"), at=world.clock()
        )

    assert "import" not in {item.kind for item in (await world.contents()).values()}
    assert await files(world) == []


async def test_who_is_too_late_to_remove_it_is_told_so(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    db, grant = await _granted(world, tenant, person, Action.REMOVE_GROUP)

    with pytest.raises(GroupRemoved, match="has already been deleted or is pending"):
        await remove_group(db, grant, MISTAKE, at=world.clock())


async def test_a_group_that_was_just_removed_is_not_served_otherwise(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.CUSTOMER_MANAGER))
    db, grant = await _granted(world, tenant, person, Action.UPDATE_GROUP)

    with pytest.raises(ActionDenied):
        await update_group(db, grant, NO_SERVICE, at=world.clock())


async def test_what_was_moved_to_another_group_before_gets_there_first(world: World) -> None:
    full = await a_full_group(world)
    ground = await a_ground(world, tenant=full.scene.tenant)
    moving = await held_before(world, MOVE, subject(ground))
    removing = await held_before(world, REMOVE, full.group.name)
    await moved_as(world, ground)
    await remove(world, full.group.name, full.manager)

    await run(world, removing)
    at_first = [item.kind for item in (await world.everything()).values()]
    for held in (moving, removing):
        await let_go(world, held)
    world.service.bell.stir()
    await kinds_left(world, {})  # it has waited as long as anything was to be moved yet
    at_last = await kinds_left(world, {})

    assert at_first.count("vulnerability") == len(full.scene.ids)
    assert "import" not in at_first
    assert (at_last["git-root"], at_last["finding"]) == (1, 1)
    copies = await known_of(world, await arrived(world, ground))
    assert len(copies) == at_last["vulnerability"] > OPEN
