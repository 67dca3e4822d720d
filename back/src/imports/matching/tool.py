"""All layers over the results of one tool, in their order: each takes what the last left."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

from imports.matching.across import moved_across
from imports.matching.exact import same_place, unmoved
from imports.matching.fingerprints import same_fingerprint, trusted
from imports.matching.sequence import aligned, same_content
from imports.matching.spots import Pair, Spot, left, spots
from imports.matching.types import Known, KnownState
from imports.matching.whole import Whole, whole_of
from imports.reports import ReportResult

_Layer: TypeAlias = Callable[
    [Sequence[Spot], Sequence[Spot], Whole, Sequence[Pair]], Iterable[Pair]
]


def paired(
    tool: str, known: Mapping[int, Known], results: Mapping[int, ReportResult]
) -> tuple[Pair, ...]:
    """Return who is who, one-to-one; ``tool`` is the key of the tool of all that is given.

    What is open, or was removed, was in the last report: it is aligned with this one as
    a whole.  What is closed can only come back as what it was, where nothing open claims
    the place more surely.
    """
    new = trusted(spots(tool, results.items()))
    live = trusted(spots(tool, _of(known, closed=False)))
    closed = trusted(spots(tool, _of(known, closed=True)))
    pairs = _through(_SURE, live, new, ())
    pairs += _through(_RETURNED, closed, left((), new, pairs)[1], ())
    alone = left((), new, pairs)[1]
    pairs += _through(_ACROSS, left(live, (), pairs)[0], alone, ())
    alone = left((), new, pairs)[1]
    return pairs + _through(_ACROSS, left(closed, (), pairs)[0], alone, ())


def _of(known: Mapping[int, Known], *, closed: bool) -> Iterable[tuple[int, Known]]:
    return (
        (index, each)
        for index, each in known.items()
        if (each.state is KnownState.CLOSED) is closed
    )


def _through(
    layers: Iterable[_Layer], old: Sequence[Spot], new: Sequence[Spot], pairs: tuple[Pair, ...]
) -> tuple[Pair, ...]:
    if not old or not new:
        return pairs
    whole = whole_of(old, new)
    for layer in layers:
        pairs += tuple(layer(*left(old, new, pairs), whole, pairs))
    return pairs


_SURE: tuple[_Layer, ...] = (
    lambda old, new, whole, _: unmoved(old, new, whole),
    lambda old, new, *_: same_fingerprint(old, new),
    aligned,
)
_RETURNED: tuple[_Layer, ...] = (
    lambda old, new, *_: same_place(old, new),
    lambda old, new, *_: same_fingerprint(old, new),
    lambda old, new, whole, _: same_content(old, new, whole),
)
_ACROSS: tuple[_Layer, ...] = (lambda old, new, whole, _: moved_across(old, new, whole),)
