"""Layer LINE: results on lines that are the same line, as the build told of both files."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from imports.matching.alike import in_order
from imports.matching.sketches import LineMap
from imports.matching.spots import Pair, Spot, grouped
from imports.matching.types import Layer

TIE: Final = ", one of several alike that were paired in order"
_LONGEST: Final = 100  # lines of a region that are looked at


def same_lines(old: Sequence[Spot], new: Sequence[Spot], lines: LineMap) -> Iterator[Pair]:
    """Pair spots of one rule whose first line is one line, several in order of columns."""
    before = grouped(old, lambda spot: (spot.rule, lines.old.other(spot.path, spot.line)))
    for key, now in grouped(new, lambda spot: (spot.rule, _place(spot, lines))).items():
        then = before.get(key, ())
        tie = TIE if then and len(then) != len(now) else ""
        yield from (_pair(*both, "same line", lines, tie) for both in in_order(then, now))


def same_regions(old: Sequence[Spot], new: Sequence[Spot], lines: LineMap) -> Iterator[Pair]:
    """Pair spots of one rule that share other lines of their regions, the most first.

    Where a first line is still there, it is the other's start that changed: then half of the
    longer one must be shared.
    """
    starts: defaultdict[tuple[str, int], list[Spot]] = defaultdict(list)
    for spot in new:
        for line in _region(spot):
            starts[spot.rule, lines.new.place(spot.path, line)].append(spot)
    by_index = {spot.index: spot for spot in new}
    found = [
        (-count, at, index, spot)
        for at, spot in enumerate(old)
        for index, count in _shared(spot, starts, lines).items()
        if _is_enough(spot, by_index[index], count, lines)
    ]
    taken: set[int] = set()
    done: set[int] = set()
    for _, at, index, spot in sorted(found, key=lambda each: each[:3]):
        if at not in done and index not in taken:
            done.add(at)
            taken.add(index)
            yield _pair(spot, by_index[index], "another line of the same code", lines, "")


def same_file(old: Spot, new: Spot, lines: Mapping[str, str]) -> str:
    """Return in words where the new one is, seen from the old one."""
    if old.path == new.path:
        return "in the same file"
    if lines.get(old.path) == new.path:
        return "in the renamed file"
    return "in the file that it went to"


def _pair(old: Spot, new: Spot, what: str, lines: LineMap, tie: str) -> Pair:
    is_unmoved = (old.path, old.span, old.content) == (new.path, new.span, new.content)
    return Pair(
        old=old,
        new=new,
        layer=Layer.EXACT if is_unmoved and not tie else Layer.LINE,
        why=f"{what} {same_file(old, new, lines.paths)}{tie}",
    )


def _shared(
    spot: Spot, starts: Mapping[tuple[str, int], Sequence[Spot]], lines: LineMap
) -> Counter[int]:
    """Count the lines of the spot's region that each spot of now has in its own, by index."""
    return Counter(
        other.index
        for line in _region(spot)
        for other in starts.get((spot.rule, lines.old.other(spot.path, line)), ())
    )


def _is_enough(old: Spot, new: Spot, shared: int, lines: LineMap) -> bool:
    is_gone = lines.old.other(old.path, old.line) < 0 and lines.new.other(new.path, new.line) < 0
    return is_gone or 2 * shared >= max(len(_region(old)), len(_region(new)))


def _region(spot: Spot) -> range:
    return range(spot.line, min(spot.last_line, spot.line + _LONGEST - 1) + 1)


def _place(spot: Spot, lines: LineMap) -> int:
    return lines.new.place(spot.path, spot.line)
