"""Layer 1: nothing moved: results of one rule and content have places that they had."""

from collections.abc import Iterator, Sequence

from imports.matching.spots import Pair, Span, Spot, grouped, left
from imports.matching.types import Layer
from imports.matching.whole import Whole

_WHY = "same rule, place and content"


def unmoved(old: Sequence[Spot], new: Sequence[Spot], whole: Whole) -> Iterator[Pair]:
    """Pair the groups of like spots of a file that are all where one of before was.

    Where one came to a new place, all may have moved to another's place: such a group
    is left to the sequence.  So a report that was applied matches itself, whatever else
    is known.
    """

    def like(spot: Spot) -> tuple[str, str, str]:
        return spot.path, spot.rule, whole.trait(spot)

    before = grouped(old, like)
    for key, now in grouped(new, like).items():
        then = grouped(before.get(key, ()), _span)
        places = grouped(now, _span).items()
        if all(len(spots) <= len(then.get(span, ())) for span, spots in places):
            for span, spots in places:
                yield from _together(then[span], spots)


def same_place(old: Sequence[Spot], new: Sequence[Spot]) -> Iterator[Pair]:
    """Pair spots that agree in rule, place and content one by one.

    Words are no content where the build told that the lines differ.
    """

    def alike(spot: Spot) -> tuple[str, str, Span, str]:
        return spot.path, spot.rule, spot.span, spot.content or spot.message

    before = grouped(old, alike)
    for key, now in grouped(new, alike).items():
        for then, spot in zip(before.get(key, ()), now, strict=False):
            if spot.content or None in (then.hash, spot.hash) or then.hash == spot.hash:
                yield _pair(then, spot)


def _together(old: Sequence[Spot], new: Sequence[Spot]) -> Iterator[Pair]:
    """Pair what is at one place: first what is the same to the letter, then in order."""
    before = grouped(old, _said)
    same = [
        _pair(*both)
        for said, now in grouped(new, _said).items()
        for both in zip(before.get(said, ()), now, strict=False)
    ]
    yield from same
    yield from (_pair(*both) for both in zip(*left(old, new, same), strict=False))


def _said(spot: Spot) -> tuple[str, str, str, str | None]:
    return spot.told_rule, spot.content, spot.message, spot.fingerprint


def _pair(old: Spot, new: Spot) -> Pair:
    return Pair(old=old, new=new, layer=Layer.EXACT, why=_WHY)


def _span(spot: Spot) -> Span:
    return spot.span
