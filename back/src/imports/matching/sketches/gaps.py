"""What lies between lines that are joined: aligned by what is rare there, then as a whole."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from imports.matching.lines import longest_rising
from imports.matching.sketches.joining import BLANK, FREE, Anchor, Joining

_MOST_ALIKE: Final = 4  # a line that occurs more often in a gap is no anchor in it
_DEEPEST: Final = 24  # gaps within gaps
_MOST_CELLS: Final = 20_000  # of the table that aligns what has no anchor
_MOST_CELLS_OF_FILE: Final = 1_000_000


def fill(files: Joining, *, to_ends: bool) -> None:
    """Join what is between joined lines of before with what is between those of now.

    With ``to_ends`` the files' starts and ends are the same places.  Where a block ends that
    moved, what follows it is another's: there only rare lines are joined.
    """
    cells = _MOST_CELLS_OF_FILE
    for start, stop in tuple(_free(files.to)):
        after, before = _bounds(files, start, stop, to_ends=to_ends)
        first = _free_from(files.back, after)
        last = _free_to(files.back, before)
        if after is not None and before is not None and first == last:
            cells -= _align(files, range(start, stop), first, cells)
            continue
        if after is not None:
            _align(files, range(start, stop), first, 0)
        rest = _free_to(files.to, stop - 1)
        if before is not None and rest.stop == stop:
            _align(files, rest, _free_to(files.back, before), 0)


def _free(joined: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield where each run of free lines starts, and the line after it."""
    start = None
    for at, other in enumerate(joined):
        if other == FREE:
            start = at if start is None else start
        elif start is not None:
            yield start, at
            start = None
    if start is not None:
        yield start, len(joined)


def _bounds(
    files: Joining, start: int, stop: int, *, to_ends: bool
) -> tuple[int | None, int | None]:
    """Return the first line of now that may be in the gap, and the last; ``None``: not known."""
    after: int | None = 0 if to_ends else None
    before: int | None = len(files.new) - 1 if to_ends else None
    if start > 0:
        after = files.to[start - 1] + 1 if files.to[start - 1] >= 0 else None
    if stop < len(files.old):
        before = files.to[stop] - 1 if files.to[stop] >= 0 else None
    return after, before


def _free_from(joined: Sequence[int], start: int | None) -> range:
    if start is None:
        return range(0)
    stop = start
    while stop < len(joined) and joined[stop] == FREE:
        stop += 1
    return range(start, stop)


def _free_to(joined: Sequence[int], last: int | None) -> range:
    if last is None:
        return range(0)
    start = last
    while start >= 0 and joined[start] == FREE:
        start -= 1
    return range(start + 1, last + 1)


def _align(files: Joining, old: range, new: range, cells: int) -> int:
    """Align two free runs and return how many of the ``cells`` that may be compared were."""
    used = 0
    todo = [(old, new, 0)]
    while todo:
        old, new, depth = todo.pop()
        old, new = _trimmed(files, old, new)
        if not old or not new:
            continue
        anchors = longest_rising(_rare(files, old, new)) if depth < _DEEPEST else []
        files.join(anchors)
        if anchors:
            todo += [(*gap, depth + 1) for gap in _between(old, new, anchors)]
        elif used < cells:
            used += _align_all(files, old, new)
    return used


def _trimmed(files: Joining, old: range, new: range) -> tuple[range, range]:
    """Join the lines in which both runs start and end alike, and return the rest."""
    most = min(len(old), len(new))
    start = 0
    while start < most and files.old[old[start]] == files.new[new[start]]:
        start += 1
    end = 0
    while end < most - start and files.old[old[-1 - end]] == files.new[new[-1 - end]]:
        end += 1
    files.join(zip(old[:start], new[:start], strict=True))
    files.join(zip(old[len(old) - end :], new[len(new) - end :], strict=True))
    return old[start : len(old) - end], new[start : len(new) - end]


def _rare(files: Joining, old: range, new: range) -> list[Anchor]:
    """Pair, in order, lines that occur as often in both runs, and seldom."""
    before, now = _places(files.old, old), _places(files.new, new)
    pairs: list[Anchor] = []
    for line, places in before.items():
        others = now.get(line, ())
        if len(places) == len(others) <= _MOST_ALIKE:
            pairs += zip(places, others, strict=True)
    return sorted(pairs)


def _places(lines: Sequence[int], run: range) -> Mapping[int, list[int]]:
    places: defaultdict[int, list[int]] = defaultdict(list)
    for at in run:
        if lines[at] != BLANK:
            places[lines[at]].append(at)
    return places


def _between(old: range, new: range, anchors: Sequence[Anchor]) -> Iterator[tuple[range, range]]:
    start, new_start = old.start, new.start
    for i, j in (*anchors, (old.stop, new.stop)):
        if i > start and j > new_start:
            yield range(start, i), range(new_start, j)
        start, new_start = i + 1, j + 1


def _align_all(files: Joining, old: range, new: range) -> int:
    """Join the longest common part of two runs, or nearly that where they are long."""
    xs = [i for i in old if files.old[i] != BLANK]
    ys = [j for j in new if files.new[j] != BLANK]
    if len(xs) * len(ys) > _MOST_CELLS:
        files.join(longest_rising(_by_turn(files, xs, ys)))
        return len(xs) + len(ys)
    files.join(_longest_common(files, xs, ys))
    return len(xs) * len(ys)


def _by_turn(files: Joining, xs: Sequence[int], ys: Sequence[int]) -> list[Anchor]:
    """Pair the first of each line with the first like it, the second with the second..."""
    turns: defaultdict[int, list[int]] = defaultdict(list)
    for j in reversed(ys):
        turns[files.new[j]].append(j)
    return [(i, turns[files.old[i]].pop()) for i in xs if turns.get(files.old[i])]


def _longest_common(files: Joining, xs: Sequence[int], ys: Sequence[int]) -> Iterator[Anchor]:
    below = [0] * (len(ys) + 1)
    table = [below]
    for i in reversed(xs):
        line, row = files.old[i], [0] * (len(ys) + 1)
        for at in range(len(ys) - 1, -1, -1):
            if files.new[ys[at]] == line:
                row[at] = below[at + 1] + 1
            else:
                row[at] = max(below[at], row[at + 1])
        table.append(row)
        below = row
    table.reverse()
    x = y = 0
    while x < len(xs) and y < len(ys):
        if files.old[xs[x]] == files.new[ys[y]]:
            yield xs[x], ys[y]
            x, y = x + 1, y + 1
        elif table[x + 1][y] >= table[x][y + 1]:
            x += 1
        else:
            y += 1
