"""Lines that are surely the same: those that occur once on both sides, and runs of them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from imports.matching.lines import longest_rising
from imports.matching.sketches.joining import BLANK, FREE, Anchor, Joining

_CLOSE: Final = 12  # lines between two anchors of one block
_NEAR: Final = 6  # lines around one that moved, which tell whether it moved with others
_ENOUGH: Final = 2


def anchored(files: Joining, *, in_order: bool) -> None:
    """Join the unique lines that kept their order, then blocks of unique lines that moved.

    Without ``in_order`` nothing is joined but blocks: the files are not the same file.  Each
    is extended over the equal lines around it, up to a blank one: what ends a paragraph
    begins no other.
    """
    pairs = unique_pairs(files)
    rising = longest_rising(pairs) if in_order else []
    kept = frozenset(rising)
    blocks = runs(pair for pair in pairs if pair not in kept)
    moved = [pair for block in blocks if _is_block(files, block) for pair in block]
    join_around(files, sorted([*rising, *moved]))


def left_over(files: Joining) -> None:
    """Join what moved and was edited: blocks of lines that are unique among those left.

    One that is alone must have two others that are as far from it on both sides, within
    what no blank line ends.
    """
    for found in runs(unique_pairs(files)):
        block = found if len(found) > 1 else _with_beside(files, *found[0])
        if len(block) > 1 and all(files.to[i] == files.back[j] == FREE for i, j in block):
            join_around(files, sorted(block))


def join_around(files: Joining, pairs: Sequence[Anchor]) -> None:
    files.join(pairs)
    for i, j in pairs:
        files.extend(i, j, 1, over_blank=False)
    for i, j in reversed(pairs):
        files.extend(i, j, -1, over_blank=False)


def unique_pairs(files: Joining) -> list[Anchor]:
    """Return the free lines that occur once among the free ones of each side, in order."""
    now = once(files.new, files.back)
    return [(i, now[line]) for line, i in once(files.old, files.to).items() if line in now]


def once(lines: Sequence[int], joined: Sequence[int]) -> dict[int, int]:
    """Return where the lines are, in order, that occur once among the free ones."""
    seen: dict[int, int] = {}
    several: set[int] = set()
    for at, line in enumerate(lines):
        if joined[at] == FREE and line != BLANK:
            if line in seen:
                several.add(line)
            else:
                seen[line] = at
    return {line: at for line, at in seen.items() if line not in several}


def runs(pairs: Iterable[Anchor]) -> Iterator[list[Anchor]]:
    """Yield the blocks of pairs that rise on both sides, with few lines between them."""
    ordered = list(pairs)
    block = ordered[:1]
    for (i, j), (next_i, next_j) in pairwise(ordered):
        if not (next_i - i <= _CLOSE and 0 < next_j - j <= _CLOSE):
            yield block
            block = []
        block.append((next_i, next_j))
    if block:
        yield block


def _is_block(files: Joining, block: Sequence[Anchor]) -> bool:
    """Tell whether the block has several lines, blank ones not counted."""
    (i, j), *others = block
    return bool(others) or any(_is_same(files, i + step, j + step) for step in (-1, 1))


def _with_beside(files: Joining, i: int, j: int) -> list[Anchor]:
    beside = [*_beside(files, i, j, 1), *_beside(files, i, j, -1)]
    return [(i, j), *beside] if len(beside) >= _ENOUGH else []


def _beside(files: Joining, i: int, j: int, step: int) -> Iterator[Anchor]:
    for distance in range(step, step * (_NEAR + 1), step):
        near, other = i + distance, j + distance
        if not (0 <= near < len(files.old) and 0 <= other < len(files.new)):
            return
        if BLANK in (files.old[near], files.new[other]):
            return
        if _is_same(files, near, other):
            yield near, other


def _is_same(files: Joining, i: int, j: int) -> bool:
    if not (0 <= i < len(files.old) and 0 <= j < len(files.new)):
        return False
    is_free = files.to[i] == files.back[j] == FREE
    return is_free and files.old[i] == files.new[j] != BLANK
