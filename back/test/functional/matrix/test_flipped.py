"""A right that the policy gives or takes against what was reviewed is seen by somebody."""

import hashlib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import pytest

from authz import access
from authz.policy import GROUP, ORGANIZATION, PLATFORM, Action
from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from functional.matrix.cells import ask, cells, given_for
from functional.matrix.conftest import Scene
from functional.matrix.decisions import decided, expected
from functional.matrix.principals import Asker
from functional.matrix.probes import permissions
from functional.matrix.rights import ROWS, level_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
FLIPS: Final = 200
_CELLS: Final = cells()
_TABLES: Final[Mapping[str, Mapping[Action, frozenset[Any]]]] = {
    "group": GROUP,
    "organization": ORGANIZATION,
    "platform": PLATFORM,
}
_ROLES: Final[Mapping[str, type[GroupRole | OrganizationRole | PlatformRole]]] = {
    "group": GroupRole,
    "organization": OrganizationRole,
    "platform": PlatformRole,
}


def _chosen() -> list[tuple[str, str, str]]:
    """Return a role of each row, and more to 200: always the same ones of the same policy."""
    rows = sorted(ROWS, key=_scattered)
    twice = [*rows, *rows][: max(FLIPS, len(rows))]
    return [(*row, _role(row, number >= len(rows))) for number, row in enumerate(twice)]


def _role(row: tuple[str, str], place: int) -> str:
    # What a custom role allows stands in no row.
    names = {str(role) for role in _ROLES[row[0]]} - {"custom"}
    return sorted(names, key=lambda name: _scattered((*row, name)))[place]


def _scattered(texts: tuple[str, ...]) -> str:
    return hashlib.sha256(" ".join(texts).encode()).hexdigest()


@pytest.mark.parametrize(("level", "action", "role"), _chosen())
async def test_one_flipped_cell_of_the_policy_is_caught(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, level: str, action: str, role: str
) -> None:
    asker = scene.askers[_who(level, role)]
    assert await _differences(scene, asker, level, action) == []

    monkeypatch.setattr(access, level.upper(), _flipped(level, action, role))

    assert await _differences(scene, asker, level, action) != []


def _who(level: str, role: str) -> str:
    if role == "admin":
        return "administrator"
    if level == "platform":
        return {"user": "stranger"}.get(role, role)
    return f"{level} {role}"


def _flipped(level: str, action: str, role: str) -> Mapping[Action, frozenset[Any]]:
    table = dict(_TABLES[level])
    table[Action(action)] ^= {_ROLES[level](role)}
    return MappingProxyType(table)


async def _differences(scene: Scene, asker: Asker, level: str, action: str) -> list[str]:
    """Return what ``asker`` is told otherwise than reviewed, by the fields that ask for this.

    An action that is no field's guard is looked for among the rights that are shown.
    """
    asked = [
        cell
        for cell in _CELLS
        if cell.guards
        and cell.guards[-1].action == action
        and level_of(cell.guards[-1].target) == level
    ]
    if not asked:
        shown = (await permissions(scene, asker))[level]
        due = bool(ROWS[level, action] & asker.held.at(level))
        return [] if (action in shown) == due else [action]
    wrong = []
    for cell in asked:
        answer = await ask(scene.world, cell, asker.person, given_for(cell, scene.own))
        if decided(answer) != expected(asker, cell):
            wrong.append(cell.name)
    return wrong
