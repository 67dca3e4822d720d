"""Blocks of lines that went from one file to another: files that were split or merged."""

from collections import Counter
from collections.abc import Iterator, Mapping, MutableSequence, Sequence
from typing import Final, TypeAlias

from imports.matching.sketches.diff import blocks
from imports.matching.sketches.file_pairs import numbers
from imports.matching.sketches.joining import BLANK, FREE, TAKEN
from imports.reports import FileSketch

Joined: TypeAlias = Mapping[str, Sequence[int]]
Block: TypeAlias = tuple[str, str, Sequence[tuple[int, int]]]

_MOST_LEFT: Final = 400_000  # lines; of more, only each n-th is looked for in other files
_MOST_LINES: Final = 4_000_000  # of the pairs of files that are compared
_LEAST: Final = 2  # lines that two files must share


def moved_blocks(
    before: Mapping[str, FileSketch],
    now: Mapping[str, FileSketch],
    to: Mapping[str, MutableSequence[int]],
    back: Mapping[str, MutableSequence[int]],
) -> Iterator[Block]:
    """Yield what lines of a file became lines of another, counted from 0.

    ``to`` and ``back`` hold the files with lines left; what is yielded is to be entered
    there before the next is asked for.
    """
    budget = _MOST_LINES
    for path, other in _pairs(before, now, to, back):
        old, new = numbers(before[path]), numbers(now[other])
        budget -= len(old) + len(new)
        if budget < 0:
            return
        if lines := blocks(old, new, _free(to[path]), _free(back[other])):
            yield path, other, lines


def _pairs(
    before: Mapping[str, FileSketch], now: Mapping[str, FileSketch], to: Joined, back: Joined
) -> Sequence[tuple[str, str]]:
    """Return the files that share lines which are left once on each side, the most first."""
    left = sum(joined.count(-1) for side in (to, back) for joined in side.values())
    nth = max(1, -(-left // _MOST_LEFT))
    olds, news = _once(before, to, nth), _once(now, back, nth)
    shared = Counter((path, news[line]) for line, path in olds.items() if line in news)
    most = sorted(shared.items(), key=lambda pair: (-pair[1], sorted(pair[0]), pair[0]))
    return [pair for pair, count in most if count >= _LEAST]


def _once(sketches: Mapping[str, FileSketch], joined: Joined, nth: int) -> dict[int, str]:
    """Return the file of each line that is left once on the side."""
    holder: dict[int, str] = {}
    several: set[int] = set()
    for path, places in joined.items():
        for line, place in zip(numbers(sketches[path]), places, strict=True):
            if place < 0 and line != BLANK and line % nth == 0:
                if line in holder:
                    several.add(line)
                holder[line] = path
    return {line: path for line, path in holder.items() if line not in several}


def _free(places: Sequence[int]) -> list[int]:
    return [FREE if place < 0 else TAKEN for place in places]
