"""What the sketches of both sides decide, and what they leave open.

A spot is *told* if its file has a sketch of the version in which it was seen.  A told spot
is *settled* if its line is on both sides: then it is where that line is, or it is gone, and
no other told spot can be it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from imports.matching import statements
from imports.matching.edited import edited
from imports.matching.mapped_lines import same_lines, same_regions
from imports.matching.sketches import LineMap, SketchedSide
from imports.matching.sketches.around import surroundings
from imports.matching.spots import Pair, Spot, left


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
    """Pair told spots: by line, by region, by statement and by place."""
    pairs = tuple(same_lines(old.settled, new.settled, lines))
    pairs += tuple(same_regions(*left(old.told, new.told, pairs), lines))
    then, now = left(old.open, new.open, pairs)
    around = surroundings(lines, {spot.path for spot in then}, {spot.path for spot in now})
    pairs += (found := tuple(statements.in_gaps(then, now, around)))
    then, now = left(then, now, found)
    pairs += (found := tuple(_aligned(then, now, pairs, lines)))
    then, now = left(then, now, found)
    pairs += (found := tuple(statements.in_files(then, now, lines.paths)))
    then, now = left(then, now, found)
    pairs += (found := tuple(statements.anywhere(then, now, old.told, new.told)))
    return pairs + tuple(edited(*left(then, now, found), around))


def _aligned(
    old: Sequence[Spot], new: Sequence[Spot], pairs: Sequence[Pair], lines: LineMap
) -> Iterator[Pair]:
    """Align the statements that are left, with the pairs made so far between them."""
    of_old = (*old, *(pair.old for pair in pairs))
    of_new = (*new, *(pair.new for pair in pairs))
    return statements.in_order_of_files(of_old, of_new, pairs, lines.paths)
