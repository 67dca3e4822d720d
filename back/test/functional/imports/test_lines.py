"""What only lines can decide: reports that the client prepared, from source to outcome."""

import json
from pathlib import Path
from typing import Final

from db_model.access.types import GroupRole
from functional.imports.test_sketches import a_root_of
from integrates_ci.prepare import SketchKey, bytes_of
from integrates_ci.prepare import prepared as prepared_by_client
from people import Person, Tenant, a_person, member_of
from preparing import Key, held_of
from reporting import counts, explanations, imported, outcomes
from rolling_back import rolled_back
from sarif import Hit, a_report
from world import World

CALLS: Final = [f"run(step_{number})" for number in range(4)]


def _prepared(folder: Path, key: Key, path: str, lines: list[str]) -> bytes:
    """Return a report on the calls of a file, all alike in words, made and prepared in a build."""
    hits = [
        Hit(rule="B1", path=path, line=at, code="", message="A call.")
        for at, line in enumerate(lines, 1)
        if line in CALLS
    ]
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("\n".join(lines))
    report = json.loads(a_report(hits))
    told = SketchKey(id=key.id, secret=key.plain)
    return bytes_of(prepared_by_client(report, folder, told).report)


async def _begun(world: World, folder: Path) -> tuple[Tenant, Person, Key, list[str | None]]:
    tenant, person, key = await a_root_of(world)
    lines = ["import os", *CALLS, "", "done = True"]
    first = await imported(world, tenant, person, _prepared(folder, key, "app/db.py", lines))
    return tenant, person, key, [id_ for _, id_ in outcomes(first)]


async def test_each_line_is_known_in_a_renamed_file_and_another_order(
    world: World, tmp_path: Path
) -> None:
    tenant, person, key, ids = await _begun(world, tmp_path)
    shuffled = ["import os", "", "done = True", CALLS[2], CALLS[3], "", CALLS[0], CALLS[1]]

    moved = await imported(
        world, tenant, person, _prepared(tmp_path, key, "lib/store.py", shuffled)
    )

    assert outcomes(moved) == [("MOVED", ids[number]) for number in (2, 3, 0, 1)]
    assert explanations(moved)[0] == (
        "moved from app/db.py:4 to lib/store.py:4: same line in the renamed file"
    )


async def test_what_is_rolled_back_is_compared_with_the_lines_of_before(
    world: World, tmp_path: Path
) -> None:
    tenant, person, key, ids = await _begun(world, tmp_path)
    first = (await held_of(world, tenant.root))["bandit"][0]
    report = _prepared(tmp_path, key, "lib/store.py", [*CALLS[1:], "import os", CALLS[0]])
    moved = await imported(world, tenant, person, report)
    assert await held_of(world, tenant.root) == {"bandit": (moved["id"], first)}

    admin = await a_person(world, member_of(tenant, GroupRole.ADMIN), email="root@example.com")
    await rolled_back(world, admin, moved["id"])

    assert await held_of(world, tenant.root) == {"bandit": (first, None)}
    again = await imported(world, tenant, person, report)
    assert (counts(again), outcomes(again)) == (counts(moved), outcomes(moved))
    assert {id_ for _, id_ in outcomes(again)} == set(ids)
