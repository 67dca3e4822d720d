"""Spots that nothing tells apart but their order: several of one rule and content in a file."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from imports.matching.spots import Spot

Both = tuple[Spot, Spot]


def in_order(old: Sequence[Spot], new: Sequence[Spot]) -> Iterator[Both]:
    """Pair as many as the shorter side has, keeping together what moved together.

    An edit leaves what is before it in place and moves all that is after it alike: so the
    longer run of equal distance, from the start or from the end, is paired first, then
    that of what remains.  A run that did not move counts for more than one that did.
    """
    before, now = deque(old), deque(new)
    while before and now:
        if len(before) == len(now):
            yield from zip(before, now, strict=True)
            return
        head = _run(zip(before, now, strict=False))
        tail = _run(zip(reversed(before), reversed(now), strict=False))
        if _weight(tail) > _weight(head):
            yield from tail
            for _ in tail:
                before.pop()
                now.pop()
        else:
            yield from head
            for _ in head:
                before.popleft()
                now.popleft()


def _run(pairs: Iterable[Both]) -> list[Both]:
    """Return the pairs from the first on whose spots are as far apart as in the first."""
    run: list[Both] = []
    for pair in pairs:
        if run and _distance(*pair) != _distance(*run[0]):
            break
        run.append(pair)
    return run


def _weight(run: list[Both]) -> tuple[int, bool]:
    return len(run), _distance(*run[0]) == (0, 0)


def _distance(old: Spot, new: Spot) -> tuple[int, int]:
    return new.span[0] - old.span[0], new.span[1] - old.span[1]
