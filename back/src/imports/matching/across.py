"""Layer 4: code that went to another file, where only one on each side can be meant."""

from collections.abc import Iterator, Sequence

from imports.matching.spots import Pair, Spot, grouped
from imports.matching.types import Layer
from imports.matching.whole import Whole


def moved_across(old: Sequence[Spot], new: Sequence[Spot], whole: Whole) -> Iterator[Pair]:
    """Pair spots of one rule whose code, or words in files of one name, no other left has.

    Words are not enough where the build told that the statements differ.
    """
    before = grouped(old, lambda spot: _trait(spot, whole))
    for key, now in grouped(new, lambda spot: _trait(spot, whole)).items():
        then = before.get(key, ())
        if len(then) == len(now) == 1 and not (whole.bare and _are_told_apart(then[0], now[0])):
            yield Pair(
                old=then[0],
                new=now[0],
                layer=Layer.ACROSS_FILES,
                why="the only one left with this " + ("message" if whole.bare else "content"),
            )


def _are_told_apart(old: Spot, new: Spot) -> bool:
    return None not in (old.statement, new.statement) and old.statement != new.statement


def _trait(spot: Spot, whole: Whole) -> tuple[str, str, str]:
    if spot.content and not whole.bare:
        return spot.rule, spot.content, ""
    return spot.rule, spot.message, spot.path.rpartition("/")[2]
