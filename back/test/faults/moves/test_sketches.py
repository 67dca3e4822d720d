"""The sketches of a root that is moved go with it, and so does its key; cut off anywhere."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import pytest

from cutting import Cut, cut_at
from jobs.rules import Held, run_of
from jobs_by_hand import held_before, let_go
from moves.domain.job import MOVE, Work, move_all
from moving import Ground, a_ground, moved_as, subject
from preparing import Key, ask_for_key, files_of, held_of, key_of, prepared
from refusals import refusal
from reporting import counts, imported
from sarif import Hit, a_report
from store.types import Store
from world import World

DB: Final = {"app/db.py": ["assert user.is_admin"]}
COMMITS: Final = 4  # planned, of sketches, of what was found, the ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A root that is being moved, whose sketches hold of two imports; the job is the test's."""

    ground: Ground
    key: Key
    ids: tuple[str, str]
    held: Held

    async def run(self, world: World, store: Store | None = None) -> None:
        await move_all(
            Work(
                store=store or world.store,
                blobs=world.service.engines.blobs,
                keyring=world.service.engines.keyring,
                run=run_of(self.held),
                at=world.clock(),
            )
        )


def _report(key: Key) -> bytes:
    return prepared(a_report([Hit(line=1)]), DB, key)


async def _scene(world: World) -> Scene:
    ground = await a_ground(world)
    key = await key_of(world, ground.tenant, ground.person)
    first, second = [
        (await imported(world, ground.tenant, ground.person, _report(key)))["id"] for _ in range(2)
    ]
    held = await held_before(world, MOVE, subject(ground))
    await moved_as(world, ground)
    return Scene(ground=ground, key=key, ids=(first, second), held=held)


async def _check_moved(world: World, scene: Scene) -> None:
    ground, (first, second) = scene.ground, scene.ids
    there = ground.other_end
    await let_go(world, scene.held)
    assert await key_of(world, there, ground.person) == scene.key
    assert await held_of(world, ground.root) == {}
    assert await held_of(world, there.root) == {"bandit": (second, first)}
    assert await files_of(world, there.root) == [first, second]
    kinds = [item.kind for item in (await world.contents()).values()]
    assert kinds.count("sketch-key") == kinds.count("sealed") == 1

    again = await imported(world, there, ground.person, _report(scene.key))

    assert counts(again) == {"unchanged": 1}
    assert await held_of(world, there.root) == {"bandit": (again["id"], second)}


async def test_key_and_sketches_are_those_of_the_root_that_stands_for_it(world: World) -> None:
    scene = await _scene(world)
    ground = scene.ground
    closed = await ask_for_key(world, ground.other_end, ground.person.token)

    await scene.run(world)

    await _check_moved(world, scene)
    left = await ask_for_key(world, ground.tenant, ground.person.token)
    assert refusal(closed)[1] == "CONFLICT"
    assert refusal(left) == ("Exception - The root is not active", "INVALID")
    world.clock.advance(timedelta(hours=2))
    world.service.bell.stir()
    await world.contents()
    assert await files_of(world, ground.root) == []


@pytest.mark.parametrize("commit", range(1, COMMITS + 1))
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_cut_off_at_any_commit_it_ends_the_same(
    world: World, moment: str, commit: int
) -> None:
    scene = await _scene(world)

    with pytest.raises(Cut):
        await scene.run(world, cut_at(world.store, moment, commit=commit))
    await scene.run(world)

    await _check_moved(world, scene)


async def test_a_root_without_any_is_moved_without_any(world: World) -> None:
    ground = await a_ground(world)
    held = await held_before(world, MOVE, subject(ground))
    await moved_as(world, ground)
    before = await world.everything()

    await Scene(ground=ground, key=Key(id="", plain=b""), ids=("", ""), held=held).run(world)

    kinds = {item.kind for key, item in (await world.everything()).items() if key not in before}
    assert kinds == {"context"}
