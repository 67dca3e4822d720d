"""Prepared reports: the sketches of one are there for the next, and only where it was applied."""

from pathlib import Path
from typing import Any, Final

import pytest

from db_model.vulnerabilities.get import all_of_root
from functional.mutations.test_confirm_import import CONFIRM
from functional.mutations.test_discard_import import DISCARD
from held import KNOWN, hits
from people import Person, Tenant, a_person, a_tenant, member_of
from preparing import (
    ANY_KEY,
    Key,
    files_of,
    held_of,
    key_of,
    line_hash,
    prepared,
    sketch,
    sketches_of,
)
from reporting import counts, imported, stored
from sarif import Hit, a_report
from world import World

DB: Final = "app/db.py"
LINES: Final = ["import os", "", "assert user.is_admin", "}"]
HIT: Final = Hit(line=3)
OTHER_ROOT: Final = "The report was prepared for another root"


async def a_root_of(world: World) -> tuple[Tenant, Person, Key]:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    return tenant, person, await key_of(world, tenant, person)


def _report(key: Key, *more: Hit, lines: list[str] | None = None, **mark: Any) -> bytes:
    return prepared(a_report([HIT, *more]), {DB: lines or LINES}, key, **mark)


async def test_the_sketches_of_the_last_two_imports_lie_there(world: World, tmp_path: Path) -> None:
    tenant, person, key = await a_root_of(world)
    root = tenant.root
    ids: list[str] = []

    for number in range(3):
        made = await imported(world, tenant, person, _report(key, lines=[*LINES, str(number)]))
        ids.append(made["id"])
        last, before = ids[-1], ids[-2] if number else None
        assert await held_of(world, root) == {"bandit": (last, before)}
        assert await files_of(world, root) == ids[-2:]

    assert await sketches_of(world, root, ids[2], tmp_path) == {
        "bandit": {DB: sketch([*LINES, "2"], key)}
    }
    (known,) = [each async for each in all_of_root(world.store, root.id)]
    assert known.detection is not None
    assert known.detection.line == line_hash(LINES[2], key).hex()
    assert len(known.detection.statement or "") == 16


async def test_an_import_is_given_the_sketches_of_the_one_before(
    world: World, tmp_path: Path
) -> None:
    tenant, person, key = await a_root_of(world)
    await imported(world, tenant, person, _report(key))
    elsewhere = a_report([Hit(path="b.py", line=1, rule="B9")], successful=False)

    failed = await imported(world, tenant, person, prepared(elsewhere, {"b.py": ["x"]}, key))

    assert counts(failed) == {"created": 1}
    assert await sketches_of(world, tenant.root, failed["id"], tmp_path) == {
        "bandit": {DB: sketch(LINES, key), "b.py": sketch(["x"], key)}
    }


async def test_a_report_that_was_not_prepared_ends_what_holds_of_its_tool(world: World) -> None:
    tenant, person, key = await a_root_of(world)
    both = {tool: a_report([HIT], tool=tool) for tool in ("Bandit", "Ruff")}
    first, other = [
        (await imported(world, tenant, person, prepared(report, {DB: LINES}, key)))["id"]
        for report in both.values()
    ]

    await imported(world, tenant, person, both["Bandit"])

    assert await held_of(world, tenant.root) == {"bandit": (None, first), "ruff": (other, None)}
    assert await files_of(world, tenant.root) == [first, other]
    await imported(world, tenant, person, both["Bandit"])
    assert await held_of(world, tenant.root) == {"ruff": (other, None)}
    assert await files_of(world, tenant.root) == [other]


@pytest.mark.parametrize("given", [{"dryRun": True}, {"ref": "feature"}])
async def test_what_is_only_told_changes_no_sketch(world: World, given: dict[str, Any]) -> None:
    tenant, person, key = await a_root_of(world)
    first = await imported(world, tenant, person, _report(key))

    told = await imported(world, tenant, person, _report(key, lines=["x"] * 9), **given)

    assert told["state"] == "DONE"
    assert await held_of(world, tenant.root) == {"bandit": (first["id"], None)}
    assert await files_of(world, tenant.root) == [first["id"]]


@pytest.mark.parametrize("confirmed", [True, False])
async def test_a_held_import_changes_them_once_it_is_confirmed(
    world: World, *, confirmed: bool
) -> None:
    tenant, person, key = await a_root_of(world)
    known, few = ({DB: [str(line) for line in range(200)]}, {DB: ["assert check_0()"]})
    many = prepared(a_report(hits(KNOWN)), known, key)
    first = (await imported(world, tenant, person, many))["id"]
    held = await imported(world, tenant, person, prepared(a_report(hits(1)), few, key))

    assert held["state"] == "HELD"
    assert await files_of(world, tenant.root) == [first]
    await world.ask(CONFIRM if confirmed else DISCARD, token=person.token, id=held["id"])

    now = (held["id"], first) if confirmed else (first, None)
    assert await held_of(world, tenant.root) == {"bandit": now}
    assert await files_of(world, tenant.root) == sorted(id_ for id_ in now if id_)


@pytest.mark.parametrize("has_key", [True, False])
async def test_a_report_that_was_prepared_for_another_root_fails(
    world: World, *, has_key: bool
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    if has_key:
        key = await key_of(world, tenant, person)
        await imported(world, tenant, person, _report(key))
    before = await stored(world, tenant, person), await files_of(world, tenant.root)

    refused = await imported(world, tenant, person, _report(ANY_KEY, Hit(line=4)))

    assert (refused["state"], refused["reason"]) == ("FAILED", OTHER_ROOT)
    assert (await stored(world, tenant, person), await files_of(world, tenant.root)) == before


async def test_a_damaged_sketch_and_an_unknown_version_are_told(world: World) -> None:
    tenant, person, key = await a_root_of(world)

    damaged = await imported(
        world, tenant, person, _report(key).replace(b'"sketch": "', b'"sketch": "*')
    )
    later = await imported(world, tenant, person, _report(key, version=2))

    assert damaged["reason"] == (
        "The report is malformed at runs[0].artifacts[0].properties.integrates.sketch: "
        "it should be base64"
    )
    assert (later["state"], later["reason"]) == (
        "DONE",
        "it was prepared in a way that is not known here: nothing is known of its lines",
    )
    assert await held_of(world, tenant.root) == {}


async def test_sketches_that_were_lost_are_done_without(world: World) -> None:
    tenant, person, key = await a_root_of(world)
    first = await imported(world, tenant, person, _report(key))
    await world.service.engines.blobs.delete(f"sketches/{tenant.root.id}/{first['id']}")

    again = await imported(world, tenant, person, _report(key))

    assert counts(again) == {"unchanged": 1}
    assert await held_of(world, tenant.root) == {"bandit": (again["id"], first["id"])}


async def test_asking_for_the_key_again_changes_nothing_that_is_stored(world: World) -> None:
    tenant, person, key = await a_root_of(world)
    before = await world.contents()

    assert await key_of(world, tenant, person) == key

    after = await world.contents()
    assert {after[new].kind for new in after.keys() - before.keys()} == {"context"}
    assert before.items() <= after.items()
