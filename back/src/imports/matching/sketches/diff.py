"""Which line of a file became which: order first, then blocks that moved.

Patience diff (anchors are lines that occur once on both sides; the longest part of them
that rises), then what is rare within each gap, as histogram diff does, then the longest
common part of what is short; and lines out of order are joined as blocks (Heckel, "A
technique for isolating differences between files", CACM 21(4), 1978).
"""

from collections.abc import Sequence

from imports.matching.sketches.anchors import anchored, left_over
from imports.matching.sketches.gaps import fill
from imports.matching.sketches.joining import Joining


def diff(old: Sequence[int], new: Sequence[int]) -> tuple[list[int], list[int]]:
    """Return for each line, counted from 0, which one it is on the other side, or -1.

    A line that moved alone is none of them: it may as well be another.  What was decided one
    way holds the other way: a file that is changed back has the lines that it had.
    """
    if (len(old), old) > (len(new), new):
        back, to = diff(new, old)
        return to, back
    files = Joining(old, new)
    anchored(files, in_order=True)
    fill(files, to_ends=True)
    left_over(files)
    fill(files, to_ends=True)
    return files.to, files.back


def blocks(
    old: Sequence[int], new: Sequence[int], to: list[int], back: list[int]
) -> list[tuple[int, int]]:
    """Return the lines of blocks that moved from one file to another.

    ``to`` and ``back`` tell which lines are free; they are used up.  It holds the other way, too.
    """
    if (len(old), old) > (len(new), new):
        return [(i, j) for j, i in blocks(new, old, back, to)]
    files = Joining(old, new, to, back)
    anchored(files, in_order=False)
    fill(files, to_ends=False)
    return [(i, j) for i, j in enumerate(files.to) if j >= 0]
