"""Layer PLACE by sketches: an edited line between the same two lines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from imports.matching.mapped_lines import same_file
from imports.matching.sketches.around import Gap, Surroundings
from imports.matching.spots import Pair, Spot, grouped
from imports.matching.types import Layer

_MOST_LINES: Final = 24  # of a long statement; between more, other code may have come
_NEAR: Final = 3
_ENOUGH: Final = 2  # results whose order is no accident, however many lines there are

_Around: TypeAlias = tuple[int, int]


def edited(old: Sequence[Spot], new: Sequence[Spot], around: Surroundings) -> Iterator[Pair]:
    """Pair spots of one rule, in order, where there are as many between two lines as before.

    Where many lines are between the two, all results there must be of the same rules in the
    same order.
    """
    gaps = {spot.index: around.of_old(spot.path, spot.line) for spot in old}
    gaps_now = {spot.index: around.of_new(spot.path, spot.line) for spot in new}
    before = grouped(old, lambda spot: _ends(gaps[spot.index]))
    for ends, now in grouped(new, lambda spot: _ends(gaps_now[spot.index])).items():
        then = before.get(ends, ())
        is_small = _is_small(then, gaps) and _is_small(now, gaps_now)
        if then and (is_small or _are_same(then, now)):
            yield from (
                _pair(*both, "the place between the same two lines", around)
                for both in _by_rule(then, now)
            )


def beside(old: Sequence[Spot], new: Sequence[Spot], around: Surroundings) -> Iterator[Pair]:
    """Pair spots of one rule that are a few lines from the same line, as far as before.

    So the last line of a function is known though another function follows it now.
    """
    before = {
        key: spot for spot in old for key in _sides(spot, around.of_old(spot.path, spot.line))
    }
    taken: set[int] = set()
    for spot in new:
        for key in _sides(spot, around.of_new(spot.path, spot.line)):
            known = before.get(key)
            if known is not None and known.index not in taken:
                taken.add(known.index)
                yield _pair(known, spot, "the place beside the same line", around)
                break


def _sides(spot: Spot, gap: Gap | None) -> Iterator[tuple[str, str, int, int]]:
    if gap is not None and gap.from_start <= _NEAR:
        yield spot.rule, "after", gap.around[0], gap.from_start
    if gap is not None and gap.from_end <= _NEAR:
        yield spot.rule, "before", gap.around[1], gap.from_end


def _by_rule(old: Sequence[Spot], new: Sequence[Spot]) -> Iterator[tuple[Spot, Spot]]:
    before = grouped(old, _rule)
    for rule, now in grouped(new, _rule).items():
        if len(now) == len(before.get(rule, ())):
            yield from zip(before[rule], now, strict=True)


def _are_same(old: Sequence[Spot], new: Sequence[Spot]) -> bool:
    return len(old) >= _ENOUGH and _rules(old) == _rules(new)


def _rules(side: Sequence[Spot]) -> list[str]:
    return [spot.rule for spot in sorted(side, key=lambda spot: (spot.span, spot.rule))]


def _is_small(side: Sequence[Spot], gaps: Mapping[int, Gap | None]) -> bool:
    return all(
        gap is not None and gap.size <= _MOST_LINES
        for gap in map(gaps.get, (spot.index for spot in side))
    )


def _ends(gap: Gap | None) -> _Around | None:
    return gap.around if gap else None


def _rule(spot: Spot) -> str:
    return spot.rule


def _pair(old: Spot, new: Spot, what: str, around: Surroundings) -> Pair:
    where = same_file(old, new, around.map.paths)
    return Pair(old=old, new=new, layer=Layer.PLACE, why=f"{what} {where}")
