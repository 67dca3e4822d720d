"""What lies between the same two lines on both sides: where an edited line is looked for."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from imports.matching.sketches.file_pairs import numbers
from imports.matching.sketches.joining import BLANK
from imports.matching.sketches.mapping import LineMap, SketchedSide
from imports.matching.spots import Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A gap is the same on both sides if the lines around it are, told by places of now.

    ``from_start`` and ``from_end`` are how far the line is from them, at least 1.
    """

    around: tuple[int, int]
    from_start: int
    from_end: int

    @property
    def size(self) -> int:
        return self.from_start + self.from_end - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """``joined`` has for each file the lines, from 0, that are on both sides and not blank."""

    map: LineMap
    old: Mapping[str, Sequence[int]]
    new: Mapping[str, Sequence[int]]

    def of_old(self, path: str, line: int) -> Gap | None:
        """Return what surrounds a line of before, from 1; ``None`` where it has no other side."""
        became = self.map.paths.get(path)
        if became is None:
            return None
        after, before = _neighbours(self.old[path], line - 1)
        to = self.map.old.to[path]
        start = self.map.new.place(became, 0) if after is None else to[after]
        stop = self.map.new.end(became) if before is None else to[before]
        return _gap((start, stop), after, line - 1, len(to) if before is None else before)

    def of_new(self, path: str, line: int) -> Gap:
        after, before = _neighbours(self.new[path], line - 1)
        side, count = self.map.new, len(self.map.new.to[path])
        start = side.place(path, 0 if after is None else after + 1)
        stop = side.end(path) if before is None else side.place(path, before + 1)
        return _gap((start, stop), after, line - 1, count if before is None else before)


def surroundings(map_: LineMap, old: Iterable[Spot], new: Iterable[Spot]) -> Surroundings:
    """Return what surrounds the lines of ``old`` and ``new``: joined ones, none of theirs."""
    return Surroundings(
        map=map_,
        old={path: _joined(map_.old, path, lines) for path, lines in _lines(old).items()},
        new={path: _joined(map_.new, path, lines) for path, lines in _lines(new).items()},
    )


def _lines(side: Iterable[Spot]) -> Mapping[str, set[int]]:
    lines: defaultdict[str, set[int]] = defaultdict(set)
    for spot in side:
        lines[spot.path].add(spot.line - 1)
    return lines


def _gap(around: tuple[int, int], after: int | None, at: int, before: int) -> Gap:
    from_start = at - (-1 if after is None else after)
    return Gap(around=around, from_start=from_start, from_end=before - at)


def _joined(side: SketchedSide, path: str, but: Collection[int]) -> Sequence[int]:
    lines = numbers(side.sketches[path])
    return [
        at
        for at, place in enumerate(side.to[path])
        if place >= 0 and lines[at] != BLANK and at not in but
    ]


def _neighbours(joined: Sequence[int], at: int) -> tuple[int | None, int | None]:
    where = bisect_left(joined, at)
    after = joined[where - 1] if where else None
    before = joined[where] if where < len(joined) else None
    return after, before
