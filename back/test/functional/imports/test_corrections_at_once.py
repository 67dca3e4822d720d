"""What people say of identities while an import is under way."""

from collections.abc import Awaitable, Callable
from typing import Final

import pytest

from correcting import merge, unmerge
from cutting import At, Watched
from db_model.access.types import GroupRole
from held import hits
from imports.domain import RUN
from imports.run import Means, run_root
from jobs.rules import Held, run_of
from jobs_by_hand import held_before
from people import Person, Tenant, a_person, a_tenant, member_of
from reporting import outcomes, send_report, stored
from sarif import Hit, a_report
from store.types import Store
from vanishing import counted
from world import Answer, World

COUNT: Final = 8
BEFORE: Final = a_report(hits(COUNT))
AFTER: Final = a_report([Hit(line=hit.line + 3, code=hit.code) for hit in hits(COUNT)])
FEWER: Final = a_report([Hit(line=hit.line + 3, code=hit.code) for hit in hits(COUNT)[1:]])
RESULTS: Final = """
query ($id: ID!) { import(id: $id) {
  state results { edges { node { outcome vulnerability { id } } } }
} }
"""


async def _run(world: World, held: Held, store: Store) -> None:
    means = Means(
        store=store, blobs=world.service.engines.blobs, clock=world.clock, ended=lambda _: None
    )
    await run_root(means, run_of(held))


async def _sent(world: World, tenant: Tenant, person: Person, report: bytes) -> str:
    answer = await send_report(world, tenant, person.token, report, waitSeconds=0)
    id_: str = answer["importReport"]["import"]["id"]
    return id_


async def _told(world: World, person: Person, id_: str) -> list[tuple[str, str | None]]:
    answer = await world.ask(RESULTS, token=person.token, id=id_)
    assert answer["import"]["state"] == "DONE"
    return outcomes(answer["import"])


async def _raced(
    world: World, commit: int, report: bytes, do: Callable[[Person, str, str], Awaitable[Answer]]
) -> tuple[Tenant, Person, Held, list[str]]:
    """Import a report, then another one, at whose commit a person does something."""
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.ARCHITECT))
    held = await held_before(world, RUN, tenant.root.id)
    first = await _sent(world, tenant, person, BEFORE)
    await _run(world, held, world.store)
    ids = [id_ or "" for _, id_ in await _told(world, person, first)]
    if do.__name__ == "unmerging":
        await merge(world, person, ids[0], ids[1])
    await _sent(world, tenant, person, report)

    async def act() -> None:
        answer = await do(person, ids[0], ids[1])
        assert not answer.errors

    acting = At(commit, act)
    await _run(world, held, Watched(world.store, meanwhile=acting))
    assert acting.left <= 0
    return tenant, person, held, ids


@pytest.mark.parametrize("report", [AFTER, FEWER])
@pytest.mark.parametrize("commit", range(1, 5))
async def test_merging_at_any_commit_of_an_import_ends_in_one(
    world: World, commit: int, report: bytes
) -> None:
    async def merging(person: Person, keep: str, absorb: str) -> Answer:
        return await merge(world, person, keep, absorb)

    tenant, person, held, ids = await _raced(world, commit, report, merging)

    again = await _sent(world, tenant, person, report)
    await _run(world, held, world.store)

    found = await stored(world, tenant, person)
    assert set(found) == set(ids) - {ids[1]}
    assert {state for *_, state in found.values()} == {"VULNERABLE"}
    assert list((await counted(world, person, tenant)).values()) == [(COUNT - 1, 0)]
    seen = {id_ for _, id_ in await _told(world, person, again)}
    assert seen == set(found)


@pytest.mark.parametrize("report", [AFTER, FEWER])
@pytest.mark.parametrize("commit", range(1, 5))
async def test_unmerging_at_any_commit_of_an_import_ends_in_two(
    world: World, commit: int, report: bytes
) -> None:
    async def unmerging(person: Person, keep: str, absorbed: str) -> Answer:
        return await unmerge(world, person, keep, absorbed)

    tenant, person, held, ids = await _raced(world, commit, report, unmerging)

    again = await _sent(world, tenant, person, report)
    await _run(world, held, world.store)

    found = await stored(world, tenant, person)
    assert set(found) == set(ids)
    closed = {id_ for id_, (*_, state) in found.items() if state == "SAFE"}
    assert closed == ({ids[0]} if report == FEWER else set())
    told = await _told(world, person, again)
    assert {id_ for _, id_ in told} == set(ids) - closed
    assert {kind for kind, _ in told} <= {"UNCHANGED", "MOVED"}
