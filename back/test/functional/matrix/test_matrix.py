"""Every field asked by everybody: the answer is what the reviewed policy says, and nothing else."""

from typing import Final

import pytest

from functional.matrix.cells import ask, cells, given_for
from functional.matrix.conftest import Scene
from functional.matrix.decisions import ALLOWED, decided, expected
from functional.matrix.marks import leaked, no_log_line_has_marks
from functional.matrix.principals import NAMES
from functional.matrix.probes import permissions
from functional.matrix.rights import ROWS

pytestmark = pytest.mark.asyncio(loop_scope="session")
_CELLS: Final = cells()
_OUTSIDE: Final = NAMES[: NAMES.index("administrator")]


@pytest.mark.parametrize("name", NAMES)
async def test_everybody_is_told_what_the_reviewed_policy_says(scene: Scene, name: str) -> None:
    asker = scene.askers[name]
    wrong = {}

    for cell in _CELLS:
        scene.store.tried.clear()
        answer = await ask(scene.world, cell, asker.person, given_for(cell, scene.own))
        told, due = decided(answer), expected(asker, cell)
        if told != due:
            wrong[cell.name] = (told, due)
        if due != ALLOWED:
            assert not scene.store.tried, cell.name
            assert cell.path or not any((answer.data or {}).values()), cell.name

    assert wrong == {}


@pytest.mark.parametrize("name", _OUTSIDE)
async def test_nothing_of_a_tenant_reaches_who_is_outside_or_is_logged_for_them(
    scene: Scene, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    asker = scene.askers[name]
    before = await scene.live.contents()

    with no_log_line_has_marks(scene.own, caplog):
        for cell in _CELLS:
            answer = await ask(scene.world, cell, asker.person, given_for(cell, scene.own))
            is_own = cell.root.marked.name == "me"  # whoever asks may be named like the tenant
            assert is_own or leaked(answer, scene.own) == frozenset(), cell.name

    assert await scene.live.contents() == before


@pytest.mark.parametrize("name", NAMES)
async def test_everybody_is_shown_just_the_reviewed_rights(scene: Scene, name: str) -> None:
    asker = scene.askers[name]

    shown = await permissions(scene, asker)

    for level, actions in shown.items():
        held = asker.held.at(level)
        due = {
            a
            for (at, a), roles in ROWS.items()
            if at == level and roles & held and not asker.held.cut(a)
        }
        if asker.signed_in:
            assert (level, actions) == (level, due)
        else:
            assert actions == set()


async def test_each_guarded_field_is_both_allowed_and_refused_to_who_signed_in(
    scene: Scene,
) -> None:
    assert set(scene.askers) == set(NAMES)
    signed_in = [asker for asker in scene.askers.values() if asker.signed_in]

    for cell in _CELLS:
        is_refused = bool(cell.guards) or cell.root.marked.closed_to_scopes
        told = {expected(asker, cell) == ALLOWED for asker in signed_in}
        assert told == ({True, False} if is_refused else {True}), cell.name
