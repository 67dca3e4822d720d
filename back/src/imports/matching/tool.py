"""All layers over the results of one tool, in their order: each takes what the last left."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from imports.matching.across import moved_across
from imports.matching.exact import same_place, unmoved
from imports.matching.fingerprints import same_fingerprint, trusted
from imports.matching.inputs import same_inputs
from imports.matching.packages import same_packages
from imports.matching.sequence import aligned, same_content
from imports.matching.sketched import by_sketches, parts
from imports.matching.sketches import LineMap, line_map
from imports.matching.spots import Pair, Spot, left, spots
from imports.matching.statements import in_files
from imports.matching.types import Known, KnownState
from imports.matching.whole import Sketches, Whole, whole_of
from imports.reports import ReportResult

_Layer: TypeAlias = Callable[
    [Sequence[Spot], Sequence[Spot], Whole, Sequence[Pair]], Iterable[Pair]
]


def paired(
    tool: str,
    known: Mapping[int, Known],
    results: Mapping[int, ReportResult],
    sketches: Sketches,
) -> tuple[Pair, ...]:
    """Return who is who, one-to-one; ``tool`` is the key of the tool of all that is given.

    What is open, or was removed, was in the last report: it is aligned with this one as
    a whole.  What is closed can only come back as what it was, where nothing open claims
    the place more surely.
    """
    new = spots(tool, results.items())
    live = spots(tool, _of(known, closed=False))
    closed = spots(tool, _of(known, closed=True))
    then, gone, now = (trusted(tuple(filter(_is_line, side))) for side in (live, closed, new))
    pairs = _lines(then, gone, now, sketches)
    for layer, is_its in _PLACES:
        these = tuple(filter(is_its, new))
        pairs += (found := layer(tuple(filter(is_its, live)), these))
        pairs += layer(tuple(filter(is_its, closed)), left((), these, found)[1])
    return pairs


def _lines(
    live: Sequence[Spot], closed: Sequence[Spot], new: Sequence[Spot], sketches: Sketches
) -> tuple[Pair, ...]:
    lines = line_map(sketches.before, sketches.now)
    then, now = parts(live, lines.old), parts(new, lines.new)
    pairs = by_sketches(then, now, lines)
    for alike, sure in ((_ALIKE, _SURE), (_ONLY_ALIKE, _ACROSS)):
        pairs += _through(alike, *left(then.open, now.open, pairs), lines)
        pairs += _through(sure, *left(then.untold, new, pairs), lines)
        pairs += _through(sure, *left(then.told, now.untold, pairs), lines)
        returned = _RETURNED if sure is _SURE else _ACROSS
        pairs += _through(returned, *left(closed, new, pairs), lines)
    return pairs


def _is_line(spot: Spot) -> bool:
    return spot.package is None and spot.parameter is None


def _of(known: Mapping[int, Known], *, closed: bool) -> Iterable[tuple[int, Known]]:
    return (
        (index, each)
        for index, each in known.items()
        if (each.state is KnownState.CLOSED) is closed
    )


def _through(
    layers: Iterable[_Layer], old: Sequence[Spot], new: Sequence[Spot], lines: LineMap
) -> tuple[Pair, ...]:
    pairs: tuple[Pair, ...] = ()
    if not old or not new:
        return pairs
    whole = whole_of(old, new, lines.paths)
    for layer in layers:
        pairs += tuple(layer(*left(old, new, pairs), whole, pairs))
    return pairs


_SURE: tuple[_Layer, ...] = (
    lambda old, new, whole, _: unmoved(old, new, whole),
    lambda old, new, *_: same_fingerprint(old, new),
    lambda old, new, whole, _: in_files(old, new, whole.files),
    aligned,
)
_ACROSS: tuple[_Layer, ...] = (lambda old, new, whole, _: moved_across(old, new, whole),)
_RETURNED: tuple[_Layer, ...] = (
    lambda old, new, *_: same_place(old, new),
    lambda old, new, *_: same_fingerprint(old, new),
    lambda old, new, whole, _: in_files(old, new, whole.files),
    lambda old, new, whole, _: same_content(old, new, whole),
)
# Of what sketches leave open only the same code is the same: words are not, nor nearness.
_ALIKE: tuple[_Layer, ...] = (
    lambda old, new, *_: same_fingerprint(old, new),
    lambda old, new, whole, _: same_content(old, new, whole),
)
_ONLY_ALIKE: tuple[_Layer, ...] = (
    lambda old, new, whole, _: () if whole.bare else moved_across(old, new, whole),
)

# Places that are no lines: each kind has a layer of its own, and meets only its kind.
_PLACES: tuple[
    tuple[Callable[[Sequence[Spot], Sequence[Spot]], tuple[Pair, ...]], Callable[[Spot], bool]], ...
] = (
    (same_packages, lambda spot: spot.package is not None),
    (same_inputs, lambda spot: spot.package is None and spot.parameter is not None),
)
