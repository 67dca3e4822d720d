"""Whatever is imported, and whatever people do between, undoing the latest import undoes it all."""

import os
import tempfile
from pathlib import Path
from typing import Final, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db_model.access.types import GroupRole
from people import Person, Tenant, a_person, a_tenant, member_of
from reporting import counts, imported
from rolling_back import (
    alike,
    close,
    conflicts,
    describe,
    figures_hold,
    findings_there,
    known,
    rate,
    remove_one,
    rolled_back,
)
from sarif import Hit, a_report
from world import World, one_world

pytestmark = pytest.mark.changes_db

# An emulator takes seconds for each.
EXAMPLES: Final = 3 if os.environ.get("INTEGRATES_TEST_DYNAMODB") else 20

Report: TypeAlias = list[Hit]
# What is done, and a number that says to which vulnerability.
Act: TypeAlias = tuple[str, int]
_CHANGES: Final = ("rate", "describe")
_DECISIONS: Final = ("close", "remove", "rate", "describe")
_DOING: Final = {"rate": rate, "describe": describe, "close": close, "remove": remove_one}


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Return hits of two rules in two files; the same code may be there more than once."""
    hits = st.builds(
        Hit,
        rule=st.sampled_from(["B101", "B307"]),
        path=st.sampled_from(["app/a.py", "app/b.py"]),
        line=st.integers(1, 30),
        code=st.sampled_from([f"assert thing_{n}()" for n in range(6)]),
    )
    return draw(st.lists(hits, max_size=10))


def acts(names: tuple[str, ...]) -> st.SearchStrategy[list[Act]]:
    return st.lists(st.tuples(st.sampled_from(names), st.integers(0, 30)), max_size=4)


async def _act(world: World, person: Person, done: list[Act]) -> None:
    for name, number in done:
        if there := sorted((await known(world)).values(), key=lambda each: each.id):
            await _DOING[name](world, person, there[number % len(there)])


async def _a_history(world: World, first: Report, between: list[Act]) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.ADMIN))
    await imported(world, tenant, person, a_report(first))
    await _act(world, person, between)
    return tenant, person


@settings(max_examples=EXAMPLES, deadline=None)
@given(first=reports(), between=acts(_DECISIONS), latest=reports())
async def test_all_is_as_it_was_and_the_same_report_does_the_same_again(
    first: Report, between: list[Act], latest: Report
) -> None:
    with tempfile.TemporaryDirectory() as name:
        async with one_world(Path(name)) as world:
            tenant, person = await _a_history(world, first, between)
            before, findings = await alike(world), await findings_there(world)
            import_ = await imported(world, tenant, person, a_report(latest))

            undone = await rolled_back(world, person, import_["id"])

            assert (undone["state"], conflicts(undone)) == ("ROLLED_BACK", {})
            assert await alike(world) == before
            assert await findings_there(world) == findings
            await figures_hold(world)
            again = await imported(world, tenant, person, a_report(latest))
            assert counts(again) == counts(import_)


@settings(max_examples=EXAMPLES, deadline=None)
@given(first=reports(), latest=reports(), since=acts(_DECISIONS))
async def test_what_people_do_since_stays_or_is_a_conflict(
    first: Report, latest: Report, since: list[Act]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        async with one_world(Path(name)) as world:
            tenant, person = await _a_history(world, first, [])
            before = await alike(world)
            id_ = (await imported(world, tenant, person, a_report(latest)))["id"]
            left = await known(world)
            await _act(world, person, since)
            touched = await known(world)

            assert (await rolled_back(world, person, id_))["state"] == "ROLLED_BACK"

            after, stands = await alike(world), await known(world)
            for id_, one in touched.items():
                if one == left[id_]:
                    assert after.get(id_) == before.get(id_)
                elif id_ in before and one.state.status == left[id_].state.status:
                    assert after[id_].state.status == before[id_].state.status
                    assert after[id_].detection == before[id_].detection
                    assert stands[id_].severity == one.severity
                    assert stands[id_].state.source == one.state.source
                elif id_ not in before:
                    assert stands[id_] == one
            await figures_hold(world)
