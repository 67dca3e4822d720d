"""Imports of prepared reports that are cut off anywhere: record and files agree at the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from cutting import At, Cut, Watched, cut_at
from db_model.errors import ChangedMeanwhile
from db_model.imports.get import import_ as stored_import
from db_model.sketches.get import sketches
from db_model.types import ImportId
from imports.domain import RUN
from imports.run import Means, run_root
from imports.sketches import rolled_back, sweep
from jobs.rules import Held, run_of
from jobs_by_hand import held_before, let_go
from people import Person, Tenant, a_person, a_tenant, member_of
from preparing import Key, files_of, held_of, key_of, prepared, sketch, sketches_of
from reporting import counts, imported, send_report
from roots.rules.sketches import path
from sarif import Hit, a_report
from store.requests import RequestStore
from store.types import Store, Write
from world import World

DB: Final = "app/db.py"
COMMITS: Final = 5  # begun, a finding, planned, applied, done
STATE: Final = "query ($id: ID!) { import(id: $id) { state counts { created moved } } }"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A root whose sketches hold of two imports, and a third that waits for the test to run it."""

    tenant: Tenant
    person: Person
    key: Key
    ids: tuple[str, str, str]
    held: Held

    async def run(self, world: World, store: Store | None = None) -> None:
        await _run(world, self.held, store)


async def _run(world: World, held: Held, store: Store | None = None) -> None:
    means = Means(
        store=store or world.store,
        blobs=world.service.engines.blobs,
        clock=world.clock,
        ended=lambda _: None,
    )
    await run_root(means, run_of(held))


def _lines(number: int) -> list[str]:
    return [*map(str, range(number)), "assert user.is_admin"]


def _report(number: int, key: Key) -> bytes:
    more = [Hit(rule="B9", line=1)] if number == 3 else []
    return prepared(a_report([Hit(line=number + 1), *more]), {DB: _lines(number)}, key)


async def _scene(world: World) -> Scene:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    key = await key_of(world, tenant, person)
    held = await held_before(world, RUN, tenant.root.id)
    ids: list[str] = []
    for number in (1, 2, 3):
        await _run(world, held)
        report = _report(number, key)
        answer = await send_report(world, tenant, person.token, report, waitSeconds=0)
        ids.append(answer["importReport"]["import"]["id"])
    first, second, third = ids
    return Scene(tenant=tenant, person=person, key=key, ids=(first, second, third), held=held)


async def _check_done(world: World, scene: Scene, folder: Path) -> None:
    _, second, third = scene.ids
    answer = await world.ask(STATE, token=scene.person.token, id=third)
    assert answer["import"] == {"state": "DONE", "counts": {"created": 1, "moved": 1}}
    assert await held_of(world, scene.tenant.root) == {"bandit": (third, second)}
    assert await files_of(world, scene.tenant.root) == [second, third]
    assert await sketches_of(world, scene.tenant.root, third, folder) == {
        "bandit": {DB: sketch(_lines(3), scene.key)}
    }


@pytest.mark.parametrize("commit", range(1, COMMITS + 1))
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_cut_off_at_any_commit_it_ends_the_same(
    world: World, tmp_path: Path, moment: str, commit: int
) -> None:
    scene = await _scene(world)
    first, second, third = scene.ids

    with pytest.raises(Cut):
        await scene.run(world, cut_at(world.store, moment, commit=commit))
    is_done = (moment, commit) == ("after", COMMITS)
    held = (third, second) if is_done else (second, first)
    assert await held_of(world, scene.tenant.root) == {"bandit": held}
    assert set(held) <= set(await files_of(world, scene.tenant.root))
    await scene.run(world)

    if is_done:  # what it left is removed by the next one
        assert await files_of(world, scene.tenant.root) == list(scene.ids)
        await let_go(world, scene.held)
        after = await imported(world, scene.tenant, scene.person, _report(3, scene.key))
        assert counts(after) == {"unchanged": 2}
        assert await files_of(world, scene.tenant.root) == [third, after["id"]]
    else:
        await _check_done(world, scene, tmp_path)


async def test_it_takes_as_many_commits_as_it_is_cut_off_at(world: World, tmp_path: Path) -> None:
    scene = await _scene(world)
    commits: list[Sequence[Write]] = []

    await scene.run(world, Watched(world.store, before=commits.append))

    assert len(commits) == COMMITS
    await _check_done(world, scene, tmp_path)


async def test_a_runner_that_was_overtaken_changes_no_record(world: World, tmp_path: Path) -> None:
    scene = await _scene(world)
    overtaken = At(COMMITS, lambda: scene.run(world))

    with pytest.raises(ChangedMeanwhile):
        await scene.run(world, Watched(world.store, meanwhile=overtaken))

    await _check_done(world, scene, tmp_path)


async def test_a_later_import_that_is_at_work_keeps_what_it_wrote(world: World) -> None:
    scene = await _scene(world)
    blobs, root = world.service.engines.blobs, scene.tenant.root
    await blobs.put(path(root.id, ImportId("z-later")), b"of a runner that took over")

    await scene.run(world)

    assert await files_of(world, root) == [*scene.ids[1:], "z-later"]


async def test_what_is_undone_holds_no_more(world: World) -> None:
    scene = await _scene(world)
    first, second, third = scene.ids
    await scene.run(world)
    db = RequestStore(world.store)
    import_ = await stored_import(db, ImportId(third))
    assert import_ is not None

    writes, held = await rolled_back(db, import_, at=world.clock())
    await world.store.commit(writes)
    await sweep(world.service.engines.blobs, held, import_)

    assert await sketches(RequestStore(world.store), scene.tenant.root.id) == held
    assert await held_of(world, scene.tenant.root) == {"bandit": (second, None)}
    assert await files_of(world, scene.tenant.root) == [second]
    assert first < second < third
