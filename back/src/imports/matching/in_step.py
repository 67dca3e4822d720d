"""Results that say the same, where those of a file follow each other as they did before.

The sequences of a file are aligned by their longest common blocks (J. W. Ratcliff and
D. Metzener, "Pattern matching: the gestalt approach", Dr. Dobb's Journal, July 1988), or as a
diff aligns lines where that would take too long.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final, TypeAlias

from imports.matching.sketches import diff
from imports.matching.spots import Pair, Spot, in_place, joined_by, numbers_of
from imports.matching.whole import Whole

_Both: TypeAlias = tuple[Spot, Spot]

_MOST_CELLS: Final = 100_000  # results of before by those of now, in what differs of a file


def in_step(
    old: Sequence[Spot], new: Sequence[Spot], whole: Whole, anchors: Sequence[Pair]
) -> tuple[list[_Both], list[_Both]]:
    """Return pairs of spots that follow each other alike, with ``anchors`` between them.

    The first are of what is said as often as before; of the others one came or went, and it
    may be another one than the sequence tells.
    """
    of_old, of_new = (Counter(map(whole.said, side)) for side in (old, new))
    sure: list[_Both] = []
    unsure: list[_Both] = []
    for both in _aligned(old, new, whole, anchors):
        said = whole.said(both[0])
        (sure if of_old[said] == of_new[said] else unsure).append(both)
    return sure, unsure


def _aligned(
    old: Sequence[Spot], new: Sequence[Spot], whole: Whole, anchors: Sequence[Pair]
) -> Iterator[_Both]:
    joined, joined_now = joined_by(anchors)
    names: dict[Hashable, int] = {}
    then = in_place((*old, *(pair.old for pair in anchors)))
    now = in_place((*new, *(pair.new for pair in anchors)))
    numbers = numbers_of(then, joined, whole.said, names)
    for i, j in _common(numbers, numbers_of(now, joined_now, whole.said, names)):
        if then[i].index not in joined:
            yield then[i], now[j]


def _common(old: Sequence[int], new: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the places of what is common; what was decided one way holds the other way."""
    if (len(old), old) > (len(new), new):
        yield from ((i, j) for j, i in _common(new, old))
        return
    start = _alike(zip(old, new, strict=False))
    end = _alike(zip(reversed(old[start:]), reversed(new[start:]), strict=False))
    yield from ((at, at) for at in range(start))
    yield from ((len(old) - at, len(new) - at) for at in range(1, end + 1))
    then, now = old[start : len(old) - end], new[start : len(new) - end]
    if len(then) * len(now) > _MOST_CELLS:
        found, _ = diff(then, now)
        yield from ((start + i, start + j) for i, j in enumerate(found) if j >= 0)
        return
    for block in SequenceMatcher(None, then, now, autojunk=False).get_matching_blocks():
        for at in range(start, start + block.size):
            yield block.a + at, block.b + at


def _alike(both: Iterator[tuple[int, int]]) -> int:
    return sum(1 for _ in takewhile(lambda each: each[0] == each[1], both))
