"""What lies between the same two lines on both sides: where an edited line is looked for."""

from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from imports.matching.sketches.file_pairs import numbers
from imports.matching.sketches.joining import BLANK
from imports.matching.sketches.mapping import LineMap, SketchedSide


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A gap is the same on both sides if the lines around it are, told by places of now."""

    around: tuple[int, int]
    size: int


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
        size = (len(to) if before is None else before) - (-1 if after is None else after) - 1
        return Gap(around=(start, stop), size=size)

    def of_new(self, path: str, line: int) -> Gap:
        after, before = _neighbours(self.new[path], line - 1)
        side, count = self.map.new, len(self.map.new.to[path])
        start = side.place(path, 0 if after is None else after + 1)
        stop = side.end(path) if before is None else side.place(path, before + 1)
        size = (count if before is None else before) - (-1 if after is None else after) - 1
        return Gap(around=(start, stop), size=size)


def surroundings(map_: LineMap, old: Collection[str], new: Collection[str]) -> Surroundings:
    """Return what is asked for lines of the files ``old`` of before and ``new`` of now."""
    return Surroundings(
        map=map_,
        old={path: _joined(map_.old, path) for path in old},
        new={path: _joined(map_.new, path) for path in new},
    )


def _joined(side: SketchedSide, path: str) -> Sequence[int]:
    lines = numbers(side.sketches[path])
    return [at for at, place in enumerate(side.to[path]) if place >= 0 and lines[at] != BLANK]


def _neighbours(joined: Sequence[int], at: int) -> tuple[int | None, int | None]:
    where = bisect_left(joined, at)
    after = joined[where - 1] if where else None
    before = joined[where] if where < len(joined) else None
    return after, before
