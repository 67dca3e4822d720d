"""An id in any argument that is another tenant's leads nowhere: it is as one that never was."""

from typing import Final

import pytest

from functional.matrix.cells import ask
from functional.matrix.conftest import Scene
from functional.matrix.decisions import ALLOWED, expected
from functional.matrix.frozen import touched
from functional.matrix.ids import IdPath, id_of, id_paths
from functional.matrix.marks import leaked
from functional.matrix.principals import Asker

pytestmark = pytest.mark.asyncio(loop_scope="session")
_PLACES: Final = id_paths()
_NEW: Final = frozenset({"addGroup.groupName"})  # unique on the platform, and said to be


def _label(place: IdPath) -> str:
    return place.label


@pytest.mark.parametrize("place", [p for p in _PLACES if p.label not in _NEW], ids=_label)
async def test_an_id_of_another_tenant_is_as_one_that_never_was(
    scene: Scene, place: IdPath
) -> None:
    asker = _somebody(scene, place)
    foreign, absent = id_of(place, scene.other), "x" * len(id_of(place, scene.other))
    scene.store.tried.clear()

    to_foreign = await ask(scene.world, place.cell, asker.person, place.given(scene.own, foreign))
    written = touched(scene.store.tried)
    to_absent = await ask(scene.world, place.cell, asker.person, place.given(scene.own, absent))

    assert to_foreign.status == 200
    assert repr(to_foreign).replace(foreign, absent) == repr(to_absent)
    assert leaked(written.replace(foreign, ""), scene.other) == frozenset()


def _somebody(scene: Scene, place: IdPath) -> Asker:
    """Return who may ask for it as a member of the tenant, and so knows nothing of others."""
    for name, asker in scene.askers.items():
        if name.startswith(("group", "organization")) and expected(asker, place.cell) == ALLOWED:
            return asker
    return scene.askers["stranger"]
