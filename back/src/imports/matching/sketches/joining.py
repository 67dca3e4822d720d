"""The lines of two files while they are joined, one-to-one."""

from collections.abc import Iterable, Sequence
from typing import Final

BLANK: Final = 0  # the hash of a line with nothing but white space
FREE: Final = -1
TAKEN: Final = -2  # joined with a line of another file

Anchor = tuple[int, int]


class Joining:
    """``to[i]`` is the line of now that line ``i`` of before became, ``back`` the other way.

    Lines count from 0; ``old`` and ``new`` are their hashes.
    """

    __slots__ = ("back", "new", "old", "to")

    def __init__(
        self,
        old: Sequence[int],
        new: Sequence[int],
        to: list[int] | None = None,
        back: list[int] | None = None,
    ) -> None:
        self.old = old
        self.new = new
        self.to = [FREE] * len(old) if to is None else to
        self.back = [FREE] * len(new) if back is None else back

    def join(self, anchors: Iterable[Anchor]) -> None:
        for i, j in anchors:
            self.to[i] = j
            self.back[j] = i

    def extend(self, i: int, j: int, step: int, *, over_blank: bool) -> None:
        """Join the lines after ``i`` and ``j``, or before with a ``step`` of -1, while equal."""
        old, new, to, back = self.old, self.new, self.to, self.back
        i += step
        j += step
        while 0 <= i < len(old) and 0 <= j < len(new) and old[i] == new[j]:
            if to[i] != FREE or back[j] != FREE or not (over_blank or old[i]):
                return
            to[i], back[j] = j, i
            i += step
            j += step
