"""Layer PLACE by sketches: an edited line between the same two lines."""

from collections.abc import Iterator, Sequence
from typing import Final

from imports.matching.mapped_lines import same_file
from imports.matching.sketches.around import Gap, Surroundings
from imports.matching.spots import Pair, Spot, grouped
from imports.matching.types import Layer

_MOST_LINES: Final = 10  # between the two: in more, other code may have come


def edited(old: Sequence[Spot], new: Sequence[Spot], around: Surroundings) -> Iterator[Pair]:
    """Pair spots of one rule, as many in the gap as before, in order."""
    before = grouped(old, lambda spot: _key(spot, around.of_old(spot.path, spot.line)))
    for key, now in grouped(
        new, lambda spot: _key(spot, around.of_new(spot.path, spot.line))
    ).items():
        then = before.get(key, ())
        if key is not None and len(then) == len(now):
            yield from (_pair(*both, around) for both in zip(then, now, strict=True))


def _key(spot: Spot, gap: Gap | None) -> tuple[tuple[int, int], str] | None:
    return (gap.around, spot.rule) if gap and gap.size <= _MOST_LINES else None


def _pair(old: Spot, new: Spot, around: Surroundings) -> Pair:
    where = same_file(old, new, around.map.paths)
    return Pair(
        old=old, new=new, layer=Layer.PLACE, why=f"the place between the same two lines {where}"
    )
