"""Which sketches hold after an import, and which after it is undone."""

from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from db_model.imports.types import Import, ImportState, Plan, ReportFormat
from db_model.sketches.types import RootSketches
from db_model.types import Email, GroupName, ImportId, OrganizationId, RootId
from imports.matching.names import tool_key
from imports.sketches import MOST_TOOLS, advanced, restored
from roots.rules.sketches import paths
from world import START

ROOT: Final = RootId("root")
TOOLS: Final = ("Bandit", "Semgrep OSS", "semgrep")


def _import(id_: str, *tools: str, sketched: tuple[str, ...] = ()) -> Import:
    return Import(
        id=ImportId(id_),
        group_name=GroupName("acme"),
        organization_id=OrganizationId("ORG#acme"),
        root_id=ROOT,
        state=ImportState.DONE,
        format=ReportFormat.SARIF,
        report="",
        requested_by=Email("a@example.com"),
        requested_at=START,
        tools=tools,
        plan=Plan(steps=0, results=0, closings=0, sketched=sketched),
        version=1,
    )


def _after(*imports: Import) -> RootSketches | None:
    held: RootSketches | None = None
    for each in imports:
        held = advanced(held, each, at=START)
    return held


def _held(held: RootSketches | None) -> dict[str, tuple[str | None, str | None]]:
    return {each.tool: (each.current, each.before) for each in held.tools} if held else {}


def test_the_last_two_of_each_tool_are_named() -> None:
    both = ("bandit", "semgrep")
    held = _after(
        _import("1", "Bandit", sketched=both),
        _import("2", "Bandit", "Semgrep OSS", sketched=both),
        _import("3", "Semgrep", sketched=both),
        _import("4", "Bandit", sketched=both),
    )

    assert _held(held) == {"bandit": ("4", "2"), "semgrep": ("3", "2")}
    assert held is not None
    assert list(paths(held)) == [f"sketches/root/{number}" for number in (2, 3, 4)]


def test_a_report_that_was_not_prepared_ends_what_held_of_its_tools() -> None:
    first = _import("1", "Bandit", "Ruff", sketched=("bandit", "ruff"))

    ended = _after(first, _import("2", "Bandit"))
    forgotten = _after(first, _import("2", "Bandit"), _import("3", "Bandit"))

    assert _held(ended) == {"bandit": (None, "1"), "ruff": ("1", None)}
    assert _held(forgotten) == {"ruff": ("1", None)}
    assert _after(_import("1", "Bandit"), _import("2", "Ruff")) is None


def test_what_changes_nothing_is_the_same_record() -> None:
    held = _after(_import("1", "Bandit", sketched=("bandit",)))

    assert advanced(held, _import("2", "Ruff"), at=START) is held
    assert held is not None
    assert restored(held, ["Ruff"], at=START) is held


def test_of_too_many_tools_the_longest_unseen_are_left_out() -> None:
    imports = [
        _import(f"{number:03d}", f"tool{number}", sketched=(f"tool{number}",))
        for number in range(MOST_TOOLS + 5)
    ]

    held = _after(*imports, _import("999", "tool5", sketched=("tool5",)))

    assert held is not None
    assert {each.tool for each in held.tools} == {f"tool{number}" for number in range(5, 105)}


_IMPORTS: Final = st.lists(
    st.tuples(
        st.lists(st.sampled_from(TOOLS), min_size=1, unique=True),
        st.sets(st.sampled_from([tool_key(tool) for tool in TOOLS])),
    ),
    min_size=1,
    max_size=8,
)


@given(given=_IMPORTS)
def test_undoing_the_last_import_brings_back_what_held_before(
    given: list[tuple[list[str], set[str]]],
) -> None:
    imports = [
        _import(str(number), *tools, sketched=tuple(sorted(sketched)))
        for number, (tools, sketched) in enumerate(given)
    ]
    was, now = _after(*imports[:-1]), _after(*imports)

    back = restored(now, imports[-1].tools, at=START) if now else None

    current = {tool: held for tool, (held, _) in _held(was).items() if held}
    assert {tool: held for tool, (held, _) in _held(back).items() if held} == current
    if now and was and now != was:
        assert now.version > was.version
