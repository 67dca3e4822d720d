"""Which line of now a line of before became, told by the spots that are paired already."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from imports.matching.spots import Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """By how many lines a file's lines moved: ``offsets[i]`` from line ``starts[i]`` on."""

    starts: tuple[int, ...] = ()
    offsets: tuple[int, ...] = ()

    @property
    def is_known(self) -> bool:
        return bool(self.starts)


def shift_of(pairs: Iterable[Pair]) -> Shift:
    """Return the shift that the most pairs agree on that are in the same order on both sides."""
    lines = sorted({(pair.old.line, pair.new.line) for pair in pairs if pair.old.line})
    kept = longest_rising([line for line in lines if line[1]])
    return Shift(
        starts=tuple(old for old, _ in kept), offsets=tuple(new - old for old, new in kept)
    )


def line_now(line: int, shift: Shift) -> int:
    """Return where ``line`` is expected: it moved as the nearest known line before it did."""
    if not shift.is_known:
        return line
    at = max(0, bisect_right(shift.starts, line) - 1)
    return line + shift.offsets[at]


def longest_rising(lines: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the longest part of ``lines`` that rises on both sides; they rise on the first."""
    ends: list[int] = []
    ends_at: list[int] = []
    before: list[int] = []
    for at, (_, new) in enumerate(lines):
        length = bisect_left(ends, new)
        before.append(ends_at[length - 1] if length else -1)
        ends[length : length + 1] = [new]
        ends_at[length : length + 1] = [at]
    at = ends_at[-1] if ends_at else -1
    kept: list[tuple[int, int]] = []
    while at >= 0:
        kept.append(lines[at])
        at = before[at]
    return kept[::-1]
