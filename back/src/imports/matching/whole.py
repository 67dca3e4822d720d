"""What both sides as wholes tell of every pair: renamed files, reworded rules, missing code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from imports.matching.files import mapped_files
from imports.matching.spots import Spot, grouped, has_no_content
from imports.reports import FileSketch


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketches:
    """What builds told of the files, by path: as the tool saw them last, and as they are now."""

    before: Mapping[str, FileSketch]
    now: Mapping[str, FileSketch]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """``files`` leads from the path of before to that of now; ``bare`` sides have no code."""

    files: Mapping[str, str]
    reworded: frozenset[str]
    bare: bool

    def trait(self, spot: Spot) -> str:
        """Return what tells a spot from others of its rule: its code, else its message."""
        return spot.message if self.bare else spot.content or spot.message

    def said(self, spot: Spot) -> tuple[str, str]:
        """Return its rule and trait: what spots that are alike have in common."""
        return spot.rule, self.trait(spot)


def whole_of(old: Sequence[Spot], new: Sequence[Spot], told: Mapping[str, str]) -> Whole:
    """Return both sides as wholes; ``told`` are the paths whose files' lines were compared."""
    became = frozenset(told.values())
    rest = [spot for spot in old if spot.path not in told]
    others = [spot for spot in new if spot.path not in became]
    return Whole(
        files={**mapped_files(rest, others), **told},
        reworded=_reworded(old, new),
        bare=has_no_content(old, new),
    )


def _reworded(old: Sequence[Spot], new: Sequence[Spot]) -> frozenset[str]:
    """Return the rules that say nothing they said before: then words do not tell spots apart."""
    before = grouped(old, _rule)
    return frozenset(
        rule
        for rule, now in grouped(new, _rule).items()
        if {spot.message for spot in now}.isdisjoint(spot.message for spot in before.get(rule, ()))
    )


def _rule(spot: Spot) -> str:
    return spot.rule
