"""Which unit of the new tree is which of the old one, from the two trees alone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from matching.trees import Tree
from matching.truth.line_units import lines
from matching.truth.python_units import statements
from matching.truth.scopes import mapped_scopes, scopes_of
from matching.truth.sequences import Run, least_edited_runs, similar_runs, sliding
from matching.truth.types import Mapped, Unit

TELLING: Final = 25  # characters; what is shorter is said by chance
_LEAST_RUN: Final = 20  # letters and digits of lines that are equal between two that differ


@dataclass(slots=True, kw_only=True)
class _Found:
    units: dict[Unit, Unit] = field(default_factory=dict)
    unsure: set[Unit] = field(default_factory=set)
    areas: dict[Unit, str] = field(default_factory=dict)


Units = Mapping[str, tuple[Unit, ...]]


def units_of(tree: Tree) -> Units:
    """Return the statements of each file of Python, and the lines of each other file."""
    return {path: _units(path, text) for path, text in tree.items()}


def _units(path: str, text: str) -> tuple[Unit, ...]:
    found = statements(path, text) if path.endswith(".py") else None
    return lines(path, text) if found is None else found


def mapped_units(before: Units, now: Units, files: Mapping[str, str]) -> Mapped:
    """Return who is who among all statements and lines of the two trees.

    ``files`` lead from the path of before to that of now.
    """
    found = _Found()
    _by_scope(found, before, now, files)
    for path, at in files.items():
        if not (_is_python(before[path]) and _is_python(now[at])):
            _by_line(found, before[path], now[at])
    _moved(found, before, now, files)
    return Mapped(units=found.units, unsure=frozenset(found.unsure), areas=found.areas)


def _is_python(units: Sequence[Unit]) -> bool:
    # The key of a statement is a hash, that of a line is what it says.
    return not units or units[0].key != units[0].text


def _by_scope(found: _Found, old: Units, new: Units, files: Mapping[str, str]) -> None:
    before = scopes_of(unit for units in old.values() if _is_python(units) for unit in units)
    now = scopes_of(unit for units in new.values() if _is_python(units) for unit in units)
    for scope, other in mapped_scopes(before, now, files).items():
        keys = [[unit.key for unit in side] for side in (before[scope], now[other])]
        runs = similar_runs(*keys)
        _aligned(found, before[scope], now[other], runs)
        area = f"{scope} {other}"
        found.areas |= dict.fromkeys((*before[scope], *now[other]), area)


def _by_line(found: _Found, old: Sequence[Unit], new: Sequence[Unit]) -> None:
    keys = [unit.key for unit in old], [unit.key for unit in new]
    runs = least_edited_runs(*keys)
    _aligned(found, old, new, runs)
    seen = [Counter(side) for side in keys]
    before = now = 0
    for at, after, size in (*runs, (len(old), len(new), 0)):
        area = f"{old[:1]} {at}"
        found.areas |= dict.fromkeys((*old[before:at], *new[now:after]), area)
        before, now = at + size, after + size
        run = old[at : at + size]
        if sum(map(str.isalnum, "".join(unit.text for unit in run))) < _LEAST_RUN:
            common = [unit for unit in run if any(each[unit.key] > 1 for each in seen)]
            found.unsure |= {*common, *(found.units[unit] for unit in common)}


def _aligned(found: _Found, old: Sequence[Unit], new: Sequence[Unit], runs: Sequence[Run]) -> None:
    for at, after, size in runs:
        found.units |= zip(old[at : at + size], new[after : after + size], strict=True)
    keys = [unit.key for unit in old], [unit.key for unit in new]
    slides = [(old[at], new[after]) for at, after, _ in sliding(*keys, runs)]
    found.unsure |= {unit for both in slides for unit in both}
    # What was put in or taken out beside its equal could be either of them.
    beside = {unit.key for unit, _ in slides}
    kept = {unit for at, _, size in runs for unit in old[at : at + size]}
    kept |= {unit for _, after, size in runs for unit in new[after : after + size]}
    found.unsure |= {unit for unit in (*old, *new) if unit.key in beside and unit not in kept}


def _moved(found: _Found, old: Units, new: Units, files: Mapping[str, str]) -> None:
    """Pair what is left and says what nothing else that is left says; else set equals aside."""
    taken = set(found.units.values())
    before = _by_key(unit for unit in _all(old) if unit not in found.units)
    now = _by_key(unit for unit in _all(new) if unit not in taken)
    alone = {
        before[key][0]: now[key][0]
        for key in before.keys() & now.keys()
        if len(before[key]) == len(now[key]) == 1 and len(before[key][0].text) >= TELLING
    }
    found.units |= _with_neighbours(alone, old, new, found.units)
    taken = set(found.units.values())
    for key in sorted(before.keys() & now.keys()):
        then = [unit for unit in before[key] if unit not in found.units]
        after = [unit for unit in now[key] if unit not in taken]
        if not then or not after:
            continue
        if len(then[0].text) >= TELLING:
            found.unsure |= {*then, *after}
        else:
            near = {unit.path for unit in after}
            found.unsure |= {unit for unit in then if files.get(unit.path) in near}
            far = {files.get(unit.path) for unit in then}
            found.unsure |= {unit for unit in after if unit.path in far}


def _with_neighbours(
    alone: Mapping[Unit, Unit], old: Units, new: Units, paired: Mapping[Unit, Unit]
) -> Mapping[Unit, Unit]:
    """Return the pairs with those beside them that moved along: equal, and in no pair."""
    made = dict(alone)
    taken = {*paired.values(), *made.values()}
    before, now = _positions(old), _positions(new)
    for one, other in alone.items():
        for step in (-1, 1):
            at, to = before[one] + step, now[other] + step
            then, after = old[one.path], new[other.path]
            while 0 <= at < len(then) and 0 <= to < len(after) and then[at].key == after[to].key:
                if then[at] in paired or then[at] in made or after[to] in taken:
                    break
                made[then[at]] = after[to]
                taken.add(after[to])
                at, to = at + step, to + step
    return made


def _positions(units: Units) -> Mapping[Unit, int]:
    return {unit: at for side in units.values() for at, unit in enumerate(side)}


def _all(units: Units) -> Iterator[Unit]:
    return (unit for side in units.values() for unit in side)


def _by_key(units: Iterable[Unit]) -> dict[str, list[Unit]]:
    keys: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        keys[unit.key].append(unit)
    return keys
