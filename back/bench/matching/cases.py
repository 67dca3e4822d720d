"""What is compared: pairs of releases, and trees made from them, each with its truth."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from matching.archives import Release, fetched
from matching.derived import Derived, moved, renamed, same, shuffled
from matching.reformatting import reformatted
from matching.sides import Side, side_of
from matching.tools import TOOLS, Tool, made, python, report_of
from matching.trees import Kept, Tree, unpacked
from matching.truth.places import composed, truth_at
from matching.truth.results import truth_of
from matching.truth.types import Truth

PAIRS: Final = Path(__file__).with_name("pairs.toml")
_SEED: Final = 20
_KEPT: Final[Mapping[str, Kept]] = {
    "eslint": Kept(suffixes=(".js",), without=("dist", "node_modules")),
    "flawfinder": Kept(suffixes=(".c", ".h")),
}
_PYTHON: Final = Kept(suffixes=(".py",))


class Group(StrEnum):
    REAL = "real releases"
    UPGRADED = "another version of the tool"
    SHUFFLED = "functions shuffled"
    BOTH = "real releases, functions shuffled"
    RERUN = "re-run"
    MOVED = "moved"
    RENAMED = "renamed"
    REFORMATTED = "reformatted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two releases, or one seen by two versions of a tool; ``rules`` are those renamed."""

    old: Release
    new: Release
    before: Tool
    tool: Tool
    what: str = ""
    rules: Mapping[str, str] = field(default_factory=dict)

    @property
    def called(self) -> str:
        return f"{self.old.called} to {self.new.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    pair: Pair
    group: Group
    old: Side
    new: Side
    truth: Truth


def pairs() -> tuple[Pair, ...]:
    return tuple(map(_pair, tomllib.loads(PAIRS.read_text())["pairs"]))


def cases(pair: Pair) -> Iterator[Case]:
    """Yield the case of the two releases, and those of trees made from them."""
    old_tree, new_tree = _tree(pair.old, pair.tool), _tree(pair.new, pair.tool)
    old = side_of(old_tree, report_of(pair.before, old_tree))
    new = side_of(new_tree, report_of(pair.tool, new_tree))
    truth = truth_of(old, new, pair.rules)
    is_same_tool = pair.before is pair.tool
    group = Group.REAL if is_same_tool else Group.UPGRADED
    yield Case(pair=pair, group=group, old=old, new=new, truth=truth)
    if not is_same_tool:
        return
    for group, make in _MADE.items():
        yield _made(pair, group, old, make(old_tree))
    if pair.tool.name not in _KEPT:
        yield _made(pair, Group.SHUFFLED, old, shuffled(old_tree, _SEED))
        last = _made(pair, Group.BOTH, new, shuffled(new_tree, _SEED))
        yield replace(last, old=old, truth=composed(truth, last.truth))


_MADE: Final[Mapping[Group, Callable[[Tree], Derived]]] = {
    Group.RERUN: same,
    Group.MOVED: lambda tree: moved(tree, _SEED),
    Group.RENAMED: renamed,
    Group.REFORMATTED: reformatted,
}


def _made(pair: Pair, group: Group, old: Side, derived: Derived) -> Case:
    log = report_of(pair.tool, derived.tree)
    if group is Group.RERUN:
        log = {**log, "runs": [{**run, "results": run["results"][::-1]} for run in log["runs"]]}
    new = side_of(derived.tree, log)
    truth = truth_at(old, new, derived)
    return Case(pair=pair, group=group, old=old, new=new, truth=truth)


def _tree(release: Release, tool: Tool) -> Tree:
    pip = python(made(TOOLS["ruff"].pins))
    return unpacked(fetched(release, pip), _KEPT.get(tool.name, _PYTHON))


def _pair(told: dict[str, Any]) -> Pair:
    tool = TOOLS[told["tool"]]
    return Pair(
        old=Release(registry=told["registry"], name=told["name"], **told["old"]),
        new=Release(registry=told["registry"], name=told["name"], **told["new"]),
        before=TOOLS[told.get("before", told["tool"])],
        tool=tool,
        what=told.get("what", ""),
        rules=told.get("rules", {}),
    )
