"""Layer 3: the results of a file, aligned with those of the file that it was before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from imports.matching.alike import in_order
from imports.matching.in_step import in_step
from imports.matching.lines import Shift, line_now, shift_of
from imports.matching.spots import Pair, Spot, grouped, left
from imports.matching.types import Layer
from imports.matching.whole import Whole

_NEAR_LINES: Final = 3
_TIE: Final = ", one of several alike that were paired in order"
_PLACE: Final = "the place that the lines around it lead to"


def aligned(
    old: Sequence[Spot], new: Sequence[Spot], whole: Whole, paired: Sequence[Pair]
) -> Iterator[Pair]:
    """Pair what is left of each file with what is left of the file that it became.

    ``paired`` are the pairs made before; they show how the lines of a file moved.
    """
    now = grouped(new, _path)
    known = _by_file(paired)
    for path, then in grouped(old, _path).items():
        became = whole.files.get(path, path)
        others = now.get(became, ())
        anchors = known.get((path, became), ())
        alike = tuple(_followed(then, others, whole, anchors))
        alike += tuple(_alike(*left(then, others, alike), whole, (*anchors, *alike)))
        rest = left(then, others, alike)
        yield from alike
        yield from _edited(*rest, whole, shift_of((*anchors, *alike)))


def same_content(old: Sequence[Spot], new: Sequence[Spot], whole: Whole) -> Iterator[Pair]:
    """Pair by code alone what is left of each file: for what was closed before."""
    now = grouped((spot for spot in new if spot.content), _path)
    for path, then in grouped((spot for spot in old if spot.content), _path).items():
        yield from _alike(then, now.get(whole.files.get(path, path), ()), whole, ())


def _followed(
    old: Sequence[Spot], new: Sequence[Spot], whole: Whole, anchors: Sequence[Pair]
) -> list[Pair]:
    """Return pairs of what says the same where the results of the file follow each other alike.

    Of several alike of which one came or went, those come first that the lines around tell; where
    nothing tells of lines, they are left.
    """
    what = "message" if whole.bare else "content"
    sure, unsure = in_step(old, new, whole, anchors)
    pairs = [_pair(*both, f"same {what}") for both in sure]
    shift = shift_of((*anchors, *pairs))
    if not shift.is_known:
        return pairs
    if not whole.bare:
        pairs += _placed(*left(old, new, pairs), whole, shift)
    then, now = left(old, new, pairs)
    free, free_now = {spot.index for spot in then}, {spot.index for spot in now}
    return pairs + [
        _pair(was, became, f"same {what}{_TIE}")
        for was, became in unsure
        if was.index in free and became.index in free_now
    ]


def _placed(old: Sequence[Spot], new: Sequence[Spot], whole: Whole, shift: Shift) -> Iterator[Pair]:
    before = grouped(old, whole.said)
    for key, now in grouped(new, whole.said).items():
        found = _expected(before.get(key, ()), now, shift)
        yield from (_pair(*both, "same content") for both in found)


def _alike(
    old: Sequence[Spot], new: Sequence[Spot], whole: Whole, anchors: Sequence[Pair]
) -> Iterator[Pair]:
    """Pair spots of one rule that say the same, those first that are alone in it."""
    before = grouped(old, whole.said)
    now = grouped(new, whole.said)
    what = "message" if whole.bare else "content"
    shared = [(before[key], spots) for key, spots in now.items() if key in before]
    single = [pair for pair in shared if len(pair[0]) == len(pair[1]) == 1]
    sure = [_pair(then[0], spots[0], f"same {what}") for then, spots in single]
    yield from sure
    shift = shift_of((*anchors, *sure))
    for then, spots in shared:
        if len(then) > 1 or len(spots) > 1:
            yield from _several(then, spots, what, shift)


def _several(old: Sequence[Spot], new: Sequence[Spot], what: str, shift: Shift) -> Iterator[Pair]:
    """Pair several alike: first where the lines around them say so, then in order."""
    expected = tuple(_expected(old, new, shift)) if shift.is_known else ()
    rest = left(old, new, (_pair(*both, "") for both in expected))
    is_tie = len(rest[0]) != len(rest[1])
    tie = _TIE if is_tie else ""
    yield from (_pair(*both, f"same {what}") for both in expected)
    yield from (_pair(*both, f"same {what}{tie}") for both in in_order(*rest))


def _edited(old: Sequence[Spot], new: Sequence[Spot], whole: Whole, shift: Shift) -> Iterator[Pair]:
    """Pair spots of one rule whose code or words were edited, by their place."""
    before = grouped(old, _rule)
    for rule, now in grouped(new, _rule).items():
        then = before.get(rule, ())
        placed = [_pair(*both, _PLACE, Layer.PLACE) for both in _expected(then, now, shift)]
        rest = left(then, now, placed)
        yield from placed
        if whole.bare and rule in whole.reworded:
            yield from (_pair(*both, "same rule, in the same order") for both in in_order(*rest))
        else:
            yield from (_pair(*both, _PLACE, Layer.PLACE) for both in _near(*rest, shift))


def _expected(
    old: Iterable[Spot], new: Iterable[Spot], shift: Shift
) -> Iterator[tuple[Spot, Spot]]:
    """Pair the spots that are on the line where they are expected, as many as before."""
    now = grouped(new, _line)
    for line, then in grouped(old, lambda spot: line_now(spot.line, shift)).items():
        others = now.get(line, ())
        if len(then) == len(others):
            yield from zip(then, others, strict=True)


def _near(old: Sequence[Spot], new: Sequence[Spot], shift: Shift) -> Iterator[tuple[Spot, Spot]]:
    """Pair, in order, spots with one message that are a few lines from where they are expected."""
    now = grouped(new, _message)
    for message, then in grouped(old, _message).items():
        others = iter(now.get(message, ()))
        other = next(others, None)
        for spot in then:
            line = line_now(spot.line, shift)
            while other and other.line < line - _NEAR_LINES:
                other = next(others, None)
            if other and other.line <= line + _NEAR_LINES:
                yield spot, other
                other = next(others, None)


def _by_file(pairs: Iterable[Pair]) -> Mapping[tuple[str, str], Sequence[Pair]]:
    files: dict[tuple[str, str], list[Pair]] = {}
    for pair in pairs:
        files.setdefault((pair.old.path, pair.new.path), []).append(pair)
    return files


def _pair(old: Spot, new: Spot, why: str, layer: Layer = Layer.SEQUENCE) -> Pair:
    if old.path == new.path:
        return Pair(old=old, new=new, layer=layer, why=f"{why} in the same file")
    return Pair(old=old, new=new, layer=Layer.RENAMED_FILE, why=f"{why} in the renamed file")


def _path(spot: Spot) -> str:
    return spot.path


def _rule(spot: Spot) -> str:
    return spot.rule


def _line(spot: Spot) -> int:
    return spot.line


def _message(spot: Spot) -> str:
    return spot.message
