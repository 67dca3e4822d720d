"""What the sketches of both sides decide, and what they leave open.

A spot is *told* if its file has a sketch of the version in which it was seen.  A told spot
is *settled* if its line is on both sides: then it is where that line is, or it is gone, and
no other told spot can be it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from imports.matching import statements
from imports.matching.edited import beside, edited
from imports.matching.mapped_lines import same_lines, same_regions
from imports.matching.sketches import LineMap, SketchedSide
from imports.matching.sketches.around import surroundings
from imports.matching.spots import Pair, Spot, left

_Layer: TypeAlias = Callable[[Sequence[Spot], Sequence[Spot], Sequence[Pair]], Iterable[Pair]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The spots of a side: what no sketch tells of, what is settled, and what is open."""

    untold: tuple[Spot, ...]
    settled: tuple[Spot, ...]
    open: tuple[Spot, ...]

    @property
    def told(self) -> tuple[Spot, ...]:
        return self.settled + self.open


def parts(spots: Iterable[Spot], side: SketchedSide) -> Parts:
    untold: list[Spot] = []
    settled: list[Spot] = []
    open_: list[Spot] = []
    for spot in spots:
        if not side.is_of(spot.path, spot.line, spot.hash):
            untold.append(spot)
        elif side.other(spot.path, spot.line) >= 0:
            settled.append(spot)
        else:
            open_.append(spot)
    return Parts(untold=tuple(untold), settled=tuple(settled), open=tuple(open_))


def by_sketches(old: Parts, new: Parts, lines: LineMap) -> tuple[Pair, ...]:
    """Pair told spots: by line, by region, by statement and by place.

    Where a line is the same and the statement is another, a like line may be meant: such
    pairs hold if the statements are nowhere else.
    """
    on_lines = tuple(same_lines(old.settled, new.settled, lines))
    doubtful = tuple(pair for pair in on_lines if _is_doubtful(pair))
    pairs = tuple(pair for pair in on_lines if not _is_doubtful(pair))
    pairs += tuple(same_regions(*left(*left(old.told, new.told, pairs), doubtful), lines))
    then = left((*old.open, *(pair.old for pair in doubtful)), (), pairs)[0]
    now = left((), (*new.open, *(pair.new for pair in doubtful)), pairs)[1]
    around = surroundings(lines, then, now)
    layers: tuple[_Layer, ...] = (
        lambda then, now, _: statements.in_gaps(then, now, around),
        lambda then, now, pairs: _aligned(then, now, pairs, lines),
        lambda then, now, _: statements.in_files(then, now, lines.paths),
        lambda then, now, _: statements.anywhere(then, now, old.told, new.told),
        lambda then, now, _: _both_left(doubtful, then, now),
        lambda then, now, _: edited(then, now, around),
        lambda then, now, _: beside(then, now, around),
    )
    for layer in layers:
        pairs += (found := tuple(layer(then, now, pairs)))
        then, now = left(then, now, found)
    return pairs


def _is_doubtful(pair: Pair) -> bool:
    then, now = pair.old.statement, pair.new.statement
    return None not in (then, now) and then != now


def _both_left(pairs: Sequence[Pair], old: Sequence[Spot], new: Sequence[Spot]) -> Iterator[Pair]:
    then, now = {spot.index for spot in old}, {spot.index for spot in new}
    return (pair for pair in pairs if pair.old.index in then and pair.new.index in now)


def _aligned(
    old: Sequence[Spot], new: Sequence[Spot], pairs: Sequence[Pair], lines: LineMap
) -> Iterator[Pair]:
    """Align the statements that are left, with the pairs made so far between them."""
    of_old = (*old, *(pair.old for pair in pairs))
    of_new = (*new, *(pair.new for pair in pairs))
    return statements.in_order_of_files(of_old, of_new, pairs, lines.paths)
