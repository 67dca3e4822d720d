"""What people say of identities holds when the next reports come."""

from dataclasses import replace
from typing import Final

import pytest

from correcting import merge, shown, split, unmerge
from cutting import nothing_else
from db_model.access.types import GroupRole
from db_model.imports.get import import_
from db_model.roots.types import GitRoot
from db_model.types import ImportId
from imports import plan
from moving import a_ground, arrived, move
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from projections.verify_figures import figures_drift
from reporting import counts, explanations, imported, outcomes, stored
from reviewing import CLOSE
from sarif import Hit, a_report
from vanishing import figures_of, vulnerabilities_of
from vulnerabilities.rules import figures_change, figures_sum
from world import World

ONE: Final = Hit(line=10, code="assert first()")
TWO: Final = Hit(line=20, code="assert second()")
THREE: Final = Hit(line=30, code="eval(third)", rule="B307")
ELSE: Final = Hit(line=90, code="assert anything_else()")
BOTH: Final = a_report([ONE, TWO, THREE])


async def _merged(
    world: World, report: bytes = BOTH, second: bytes | None = None
) -> tuple[Tenant, Person, list[str | None]]:
    """Import one or two reports, and merge the second that was made into the first."""
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.ARCHITECT))
    ids = [id_ for _, id_ in outcomes(await imported(world, tenant, person, report))]
    if second is not None:
        ids += [id_ for _, id_ in outcomes(await imported(world, tenant, person, second))]
    await merge(world, person, ids[0], ids[1])
    return tenant, person, ids


async def _state(world: World, person: Person, id_: str | None) -> str | None:
    found = await shown(world, person, id_)
    return None if found is None else str(found["state"])


async def test_the_same_report_again_sees_it_as_the_one_that_was_kept(world: World) -> None:
    tenant, person, ids = await _merged(world)

    again = await imported(world, tenant, person, BOTH)

    assert outcomes(again) == [("UNCHANGED", ids[0]), ("DUPLICATE", ids[0]), ("UNCHANGED", ids[2])]
    assert counts(again) == {"unchanged": 2, "duplicate": 1}
    assert explanations(again)[1] == (
        "merged by a person into app/db.py:10, which is result 0 of run 0: app/db.py:20"
    )
    assert set(await stored(world, tenant, person)) == {ids[0], ids[2]}


async def test_the_kept_one_is_open_as_long_as_one_of_both_is_seen(world: World) -> None:
    tenant, person, ids = await _merged(world)

    only = await imported(world, tenant, person, a_report([TWO, THREE]))
    state = await _state(world, person, ids[0])
    none = await imported(world, tenant, person, a_report([THREE]))

    assert counts(only) == {"unchanged": 2}
    assert outcomes(only)[0] == ("UNCHANGED", ids[0])
    assert explanations(only)[0] == (
        "merged by a person into app/db.py:10: unchanged at app/db.py:20"
    )
    assert state == "VULNERABLE"
    assert counts(none) == {"unchanged": 1, "closed": 1}
    assert [edge["node"]["vulnerability"]["id"] for edge in none["closed"]["edges"]] == [ids[0]]
    assert await _state(world, person, ids[0]) == "SAFE"


@pytest.mark.parametrize("hit", [ONE, TWO])
async def test_the_kept_one_opens_again_with_either_and_keeps_its_place(
    world: World, hit: Hit
) -> None:
    tenant, person, ids = await _merged(world)
    place = (await stored(world, tenant, person))[ids[0] or ""]
    await imported(world, tenant, person, a_report([THREE]))

    back = await imported(world, tenant, person, a_report([hit, THREE]))

    assert counts(back) == {"reopened": 1, "unchanged": 1}
    assert outcomes(back)[0] == ("REOPENED", ids[0])
    assert (await stored(world, tenant, person))[ids[0] or ""] == place


async def test_it_is_known_wherever_its_tool_saw_it_last(world: World) -> None:
    tenant, person, ids = await _merged(world)

    for line in (27, 34, 41):
        moved = Hit(line=line, code=TWO.code)
        again = await imported(world, tenant, person, a_report([ONE, moved, ELSE, THREE]))
        assert outcomes(again)[1] == ("DUPLICATE", ids[0])

    await unmerge(world, person, ids[0], ids[1])
    found = await shown(world, person, ids[1])
    assert found is not None
    assert (found["state"], found["specific"]) == ("VULNERABLE", "41")


async def test_a_place_once_left_is_taken_as_one_to_one_as_ever(world: World) -> None:
    tenant, person, ids = await _merged(world)
    copy = Hit(line=60, code=TWO.code)

    again = await imported(world, tenant, person, a_report([ONE, TWO, copy, THREE]))

    told = outcomes(again)
    assert told[:2] == [("UNCHANGED", ids[0]), ("DUPLICATE", ids[0])]
    assert told[2][0] == "CREATED"
    assert told[2][1] not in ids


async def test_after_unmerging_both_are_told_apart_again(world: World) -> None:
    tenant, person, ids = await _merged(world)
    await imported(world, tenant, person, BOTH)
    await unmerge(world, person, ids[0], ids[1])

    again = await imported(world, tenant, person, BOTH)

    assert outcomes(again) == [("UNCHANGED", id_) for id_ in ids]
    assert set(await stored(world, tenant, person)) == set(ids)


@pytest.mark.parametrize("seen", [True, False])
async def test_it_comes_back_as_its_tool_saw_it_last(world: World, *, seen: bool) -> None:
    tenant, person, ids = await _merged(world)
    await imported(world, tenant, person, a_report([ONE, THREE] + [TWO] * seen))

    await unmerge(world, person, ids[0], ids[1])

    assert await _state(world, person, ids[1]) == ("VULNERABLE" if seen else "SAFE")
    assert await _state(world, person, ids[0]) == "VULNERABLE"
    again = await imported(world, tenant, person, a_report([ONE, THREE] + [TWO] * seen))
    assert counts(again) == {"unchanged": 2 + seen}


async def test_what_two_tools_see_is_closed_when_neither_sees_it(world: World) -> None:
    other = a_report([ONE], tool="Ruff")
    tenant, person, ids = await _merged(world, a_report([ONE]), other)
    nothing, nor_other = a_report([ELSE]), a_report([ELSE], tool="Ruff")

    states = []
    for report in (nothing, other, nothing, nor_other, nothing, other):
        await imported(world, tenant, person, report)
        states.append(await _state(world, person, ids[0]))

    assert states == ["VULNERABLE"] * 4 + ["SAFE", "VULNERABLE"]


async def test_a_report_that_is_not_believed_closes_nothing_of_both(world: World) -> None:
    tenant, person, ids = await _merged(world)

    failed = await imported(world, tenant, person, a_report([THREE], successful=False))
    await unmerge(world, person, ids[0], ids[1])

    assert counts(failed) == {"unchanged": 1}
    assert [await _state(world, person, id_) for id_ in ids] == ["VULNERABLE"] * 3


async def test_what_was_closed_by_a_person_opens_when_the_merged_one_is_seen(
    world: World,
) -> None:
    tenant, person, ids = await _merged(world)
    found = await shown(world, person, ids[0])
    assert found is not None
    given = {"findingId": found["findingId"], "vulnerabilities": [ids[0]]}
    await world.ask(CLOSE, token=person.token, **given)

    again = await imported(world, tenant, person, a_report([TWO, THREE]))

    assert outcomes(again)[0] == ("REOPENED", ids[0])


async def test_a_dry_run_tells_the_same_and_remembers_nothing(world: World) -> None:
    tenant, person, ids = await _merged(world)
    await imported(world, tenant, person, a_report([ONE, THREE]), dryRun=True)

    await unmerge(world, person, ids[0], ids[1])

    assert await _state(world, person, ids[1]) == "VULNERABLE"


async def test_figures_are_what_the_store_comes_to(world: World) -> None:
    tenant, person, ids = await _merged(world)
    moved = a_report([Hit(line=14, code=ONE.code), Hit(line=24, code=TWO.code)])
    then = await imported(world, tenant, person, moved)
    await split(world, person, ids[0], importId=then["id"], resultIndex=0)
    await merge(world, person, ids[0], ids[2])
    await imported(world, tenant, person, a_report([ONE, ELSE]))
    await world.indexed()

    answer = await world.ask(
        "query ($name: String!) { group(groupName: $name) { findings { id } } }",
        token=person.token,
        name=tenant.group.name,
    )
    for finding in answer["group"]["findings"]:
        known = await vulnerabilities_of(world, finding["id"])
        changes = tuple(figures_change(None, each.state) for each in known)
        assert await figures_of(world, finding["id"]) == figures_sum(changes)
    assert (await figures_drift(world.service.keeping, pause=nothing_else)).ids == ()


async def test_what_is_remembered_goes_with_the_root(world: World) -> None:
    ground = await a_ground(world, here=GroupRole.ARCHITECT, there=GroupRole.ARCHITECT)
    tenant, person = ground.tenant, ground.person
    ids = [id_ for _, id_ in outcomes(await imported(world, tenant, person, BOTH))]
    await merge(world, person, ids[0], ids[1])
    manager = await a_person(
        world,
        Roles(
            groups=dict.fromkeys((tenant.group.name, ground.target.name), GroupRole.USER_MANAGER)
        ),
    )
    assert (await move(world, ground, manager))["moveRoot"]["success"]
    await world.contents()
    root = await arrived(world, ground)
    assert isinstance(root, GitRoot)
    there = replace(ground.there, root=root)

    again = await imported(world, there, person, BOTH)
    keep = next(id_ for kind, id_ in outcomes(again) if kind == "DUPLICATE")
    found = await shown(world, person, keep)
    assert found is not None
    (absorbed,) = found["mergedIds"]
    await unmerge(world, person, keep, absorbed)
    last = await imported(world, there, person, BOTH)

    assert counts(again) == {"unchanged": 2, "duplicate": 1}
    assert counts(last) == {"unchanged": 3}
    assert outcomes(last)[:2] == [("UNCHANGED", keep), ("UNCHANGED", absorbed)]


async def test_what_is_kept_of_an_import_is_all_there_is(world: World) -> None:
    tenant, person, _ = await _merged(world)
    then = await imported(world, tenant, person, a_report([ONE, THREE]))

    stored_import = await import_(world.service.engines.store, ImportId(then["id"]))
    assert stored_import is not None
    assert stored_import.plan is not None
    blobs = world.service.engines.blobs
    there = {entry.path async for entry in blobs.list(plan.folder(stored_import.id))}
    assert stored_import.plan.sightings == 1
    assert there == set(plan.paths(stored_import))
