"""Every line of before that is a line of now, through all files of a tool."""

from array import array
from collections.abc import Mapping, MutableSequence, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from imports.matching.sketches.across import moved_blocks
from imports.matching.sketches.diff import diff
from imports.matching.sketches.file_pairs import numbers, paired_files
from imports.reports import FileSketch

Place: TypeAlias = int  # the number of a file and that of a line, as one number
NOWHERE: Final = -1

_FILE: Final = 1 << 32
_BYTES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchedSide:
    """The files of a side; ``to`` has for each line, from 0, its place on the other side."""

    sketches: Mapping[str, FileSketch]
    files: Mapping[str, int]
    to: Mapping[str, Sequence[Place]]

    def is_of(self, path: str, line: int, hash_: str | None) -> bool:
        """Tell whether the sketch is of the version of the file in which ``line`` was seen."""
        sketch = self.sketches.get(path)
        if sketch is None or line < 1 or hash_ is None:
            return False
        return sketch.lines[_BYTES * (line - 1) : _BYTES * line].hex() == hash_

    def place(self, path: str, line: int) -> Place:
        """Return the place of ``line``, counted from 1; 0 is before the first."""
        return self.files[path] * _FILE + line

    def end(self, path: str) -> Place:
        return self.place(path, len(self.to[path]) + 1)

    def other(self, path: str, line: int) -> Place:
        """Return the place of ``line``, counted from 1, on the other side, or ``NOWHERE``."""
        to = self.to[path]
        return to[line - 1] if 0 < line <= len(to) else NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class LineMap:
    """``paths`` leads from the path of before to that of now, one-to-one."""

    old: SketchedSide
    new: SketchedSide
    paths: Mapping[str, str]


def line_map(before: Mapping[str, FileSketch], now: Mapping[str, FileSketch]) -> LineMap:
    """Return where each line of ``before`` is; the files are those of one tool, by path."""
    old, new = _side(before), _side(now)
    paths = paired_files(old.sketches, new.sketches) if before and now else {}
    to: dict[str, Sequence[Place]] = {}
    back: dict[str, Sequence[Place]] = {}
    for path, became in paths.items():
        to[path], back[became] = _compared(old, path, new, became)
    left, left_back = _changed(old, to), _changed(new, back)
    for path, other, lines in moved_blocks(old.sketches, new.sketches, left, left_back):
        for i, j in lines:
            left[path][i] = new.place(other, j + 1)
            left_back[other][j] = old.place(path, i + 1)
    return LineMap(
        old=replace(old, to=to | left), new=replace(new, to=back | left_back), paths=paths
    )


def _side(sketches: Mapping[str, FileSketch]) -> SketchedSide:
    ordered = {path: sketches[path] for path in sorted(sketches)}
    files = {path: number for number, path in enumerate(ordered)}
    return SketchedSide(sketches=ordered, files=files, to={})


def _compared(
    old: SketchedSide, path: str, new: SketchedSide, became: str
) -> tuple[Sequence[Place], Sequence[Place]]:
    """Compare a file with the file that it became; one that did not change has no lines left."""
    first, first_back = new.place(became, 1), old.place(path, 1)
    then, now = old.sketches[path], new.sketches[became]
    if then.lines == now.lines:
        count = len(then.lines) // _BYTES
        return range(first, first + count), range(first_back, first_back + count)
    lines, lines_back = diff(numbers(then), numbers(now))
    return _places(lines, first), _places(lines_back, first_back)


def _changed(
    side: SketchedSide, to: Mapping[str, Sequence[Place]]
) -> dict[str, MutableSequence[Place]]:
    """Return the files that have lines left, by path."""
    return {
        path: array("q", to[path]) if path in to else _nowhere(sketch)
        for path, sketch in side.sketches.items()
        if not isinstance(to.get(path), range)
    }


def _nowhere(sketch: FileSketch) -> MutableSequence[Place]:
    return array("q", [NOWHERE]) * (len(sketch.lines) // _BYTES)


def _places(lines: Sequence[int], first: Place) -> MutableSequence[Place]:
    return array("q", (NOWHERE if at < 0 else first + at for at in lines))
