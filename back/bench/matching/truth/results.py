"""Which result is which, by the units that they lie in, and never by what identifies results."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final, TypeAlias

from matching.sides import Side, column_of, in_order, line_of
from matching.truth.files import mapped_files
from matching.truth.types import Mapped, Truth, Unit
from matching.truth.units import TELLING, Units, mapped_units, units_of

Rules: TypeAlias = Mapping[str, str]
_Place: TypeAlias = tuple[Unit, str]
_Hits: TypeAlias = Mapping[_Place, Sequence[int]]
_Left: TypeAlias = Mapping[int, _Place]

_EDITED: Final = 0.6
_MARGIN: Final = 0.1
_MAYBE: Final = 0.4
_MAYBE_ELSEWHERE: Final = 0.75


def truth_of(old: Side, new: Side, rules: Rules) -> Truth:
    """Return who is who; ``rules`` lead from names that a tool gave up to those that it took.

    1. In a statement or line that is still there, results of a rule are who they were, in order.
    2. In one that was edited, the result of that rule in the code most like it, by far.
    3. Whose code could be another's is set aside.
    """
    units = units_of(old.tree), units_of(new.tree)
    mapped = mapped_units(*units, mapped_files(old.tree, new.tree))
    before, now = _hits(old, units[0], rules), _hits(new, units[1], rules)
    pairs, unsure_old, unsure_new = _same_unit(old, new, before, now, mapped)
    then = _left(before, mapped.units, pairs.keys() | unsure_old)
    after = _left(now, set(mapped.units.values()), {*pairs.values(), *unsure_new})
    pairs |= _edited(then, after, mapped)
    paired = set(pairs.values())
    could_old, could_new = _could_be(
        {index: place for index, place in then.items() if index not in pairs},
        {index: place for index, place in after.items() if index not in paired},
        mapped,
    )
    return Truth(
        pairs=pairs,
        aside_old=frozenset({*unsure_old, *could_old}),
        aside_new=frozenset({*unsure_new, *could_new}),
    )


def _hits(side: Side, units: Units, rules: Rules) -> _Hits:
    """Return the results by unit and rule, in the order of their places."""
    starts = {path: [(unit.start, unit.column) for unit in found] for path, found in units.items()}
    hits: defaultdict[_Place, list[int]] = defaultdict(list)
    for index, result in sorted(enumerate(side.results), key=lambda each: in_order(each[1])):
        found = units.get(result.path, ())
        if found:
            here = (line_of(result), column_of(result) if result.region else 1)
            at = bisect_right(starts[result.path], here)
            # A tool that tells no column, or an early one, means the first of its line.
            first = bisect_right(starts[result.path], (here[0], 0))
            is_early = at == first < len(found) and found[first].start == here[0]
            unit = found[first] if is_early else found[max(0, at - 1)]
            hits[unit, rules.get(result.rule, result.rule)].append(index)
    return hits


def _same_unit(
    old: Side, new: Side, before: _Hits, now: _Hits, mapped: Mapped
) -> tuple[dict[int, int], set[int], set[int]]:
    """Return the pairs of what lies in units that are still there, and what cannot be told."""
    pairs: dict[int, int] = {}
    unsure_old = {at for (unit, _), its in before.items() if unit in mapped.unsure for at in its}
    unsure_new = {at for (unit, _), its in now.items() if unit in mapped.unsure for at in its}
    for (unit, rule), then in before.items():
        after = now.get((mapped.units[unit], rule), ()) if unit in mapped.units else ()
        if unit in mapped.unsure or not after:
            continue
        if len(then) != len(after):
            found = _same_words(old, then, new, after)
            unsure_old |= set(then) - found.keys()
            unsure_new |= set(after) - set(found.values())
            pairs |= found
        else:
            pairs |= zip(then, after, strict=True)
    return pairs, unsure_old, unsure_new


def _same_words(old: Side, then: Sequence[int], new: Side, after: Sequence[int]) -> dict[int, int]:
    """Return the pairs of a unit that one message alone on each side tells."""
    before = _by_message(old, then)
    return {
        before[words][0]: at[0]
        for words, at in _by_message(new, after).items()
        if len(at) == len(before.get(words, ())) == 1
    }


def _by_message(side: Side, indexes: Iterable[int]) -> Mapping[str, list[int]]:
    messages: defaultdict[str, list[int]] = defaultdict(list)
    for index in indexes:
        messages[side.results[index].message_hash].append(index)
    return messages


def _left(hits: _Hits, kept: Container[Unit], done: Container[int]) -> _Left:
    """Return the results that lie in units which only their own side has."""
    return {
        index: place
        for place, indexes in hits.items()
        if place[0] not in kept
        for index in indexes
        if index not in done
    }


def _edited(old: _Left, new: _Left, mapped: Mapped) -> dict[int, int]:
    """Return the pairs of which each is by far the most like the other in its stretch of code."""
    pairs: dict[int, int] = {}
    after = _by_area(new, mapped)
    for area, then in _by_area(old, mapped).items():
        ratios = {
            (one, other): _ratio(old[one][0], new[other][0])
            for one in then
            for other in after.get(area, ())
        }
        for (one, other), ratio in ratios.items():
            rivals = (
                value
                for (left, right), value in ratios.items()
                if (left == one) != (right == other)
            )
            if ratio >= max(_EDITED, max(rivals, default=0) + _MARGIN):
                pairs[one] = other
    return pairs


def _could_be(old: _Left, new: _Left, mapped: Mapped) -> tuple[set[int], set[int]]:
    """Return those of both sides that may have become one another, after all."""
    both = {
        (one, other)
        for one, other in _near(old, new, mapped)
        if _ratio(old[one][0], new[other][0]) >= _MAYBE
    } | {
        (one, other)
        for one, other in _like_named(old, new)
        if _ratio(old[one][0], new[other][0]) >= _MAYBE_ELSEWHERE
    }
    return {one for one, _ in both}, {other for _, other in both}


def _near(old: _Left, new: _Left, mapped: Mapped) -> Iterator[tuple[int, int]]:
    after = _by_area(new, mapped)
    for area, then in _by_area(old, mapped).items():
        yield from ((one, other) for one in then for other in after.get(area, ()))


def _like_named(old: _Left, new: _Left) -> Iterator[tuple[int, int]]:
    """Yield what has the rule in common, and says as much, in files of one name."""
    after: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for index, (unit, rule) in new.items():
        after[unit.path.rpartition("/")[2], rule].append(index)
    for index, (unit, rule) in old.items():
        if len(unit.text) >= TELLING:
            for other in after[unit.path.rpartition("/")[2], rule]:
                yield index, other


def _by_area(left: _Left, mapped: Mapped) -> Mapping[tuple[str, str], list[int]]:
    areas: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for index, (unit, rule) in left.items():
        if unit in mapped.areas:
            areas[mapped.areas[unit], rule].append(index)
    return areas


def _ratio(one: Unit, other: Unit) -> float:
    said = SequenceMatcher(None, one.text, other.text, autojunk=False)
    bounded = min(said.real_quick_ratio(), said.quick_ratio())
    return bounded if bounded < _MAYBE else said.ratio()
