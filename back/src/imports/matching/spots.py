"""Known vulnerabilities and results as one kind of value, so that layers compare like with like.

A spot's order is its place in the code and then what it says, never its place in the
report: so a report in another order is matched alike.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from db_model.vulnerabilities.types import Package, Region
from imports.matching.names import rule_key
from imports.matching.types import Known, KnownState, Layer
from imports.reports import ReportResult

_K = TypeVar("_K", bound=Hashable)
Span: TypeAlias = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """``index`` is the position on its side; ``span`` has 0 for what the tool did not tell.

    ``rule`` is the rule's key, ``told_rule`` its name as the tool told it; ``identity``
    is the fingerprint where it can be trusted; ``hash`` and ``statement`` are what the build
    told of the line and the statement.
    """

    index: int
    is_removed: bool
    rule: str
    told_rule: str
    path: str
    span: Span
    content: str
    message: str
    fingerprint: str | None
    identity: str | None = None
    package: Package | None = None
    parameter: str | None = None
    hash: str | None = None
    statement: str | None = None

    @property
    def line(self) -> int:
        return self.span[0]

    @property
    def last_line(self) -> int:
        return max(self.span[0], self.span[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Old and new are the same weakness; ``why`` is fit to follow a colon."""

    old: Spot
    new: Spot
    layer: Layer
    why: str


def spots(tool: str, side: Iterable[tuple[int, Known | ReportResult]]) -> tuple[Spot, ...]:
    """Return the spots in their order; each keeps the index it comes with."""
    made = (
        Spot(
            index=index,
            is_removed=isinstance(each, Known) and each.state is KnownState.REMOVED,
            rule=rule_key(tool, each.rule),
            told_rule=each.rule,
            path=each.path,
            span=_span(each.region),
            content=each.content,
            message=each.message_hash,
            fingerprint=each.fingerprint,
            package=each.package,
            parameter=each.parameter,
            hash=each.line,
            statement=each.statement,
        )
        for index, each in side
    )
    return tuple(sorted(made, key=_order))


def in_place(side: Iterable[Spot]) -> list[Spot]:
    """Return spots of one file in the order of their places, whatever their rules."""
    return sorted(side, key=lambda spot: (spot.span, _order(spot)))


def joined_by(pairs: Sequence[Pair]) -> tuple[Mapping[int, int], Mapping[int, int]]:
    """Return which of ``pairs`` each spot is in, by its index: of before, and of now."""
    return (
        {pair.old.index: at for at, pair in enumerate(pairs)},
        {pair.new.index: at for at, pair in enumerate(pairs)},
    )


def numbers_of(
    side: Iterable[Spot],
    joined: Mapping[int, int],
    said: Callable[[Spot], Hashable],
    names: dict[Hashable, int],
) -> list[int]:
    """Return a number from 1 for each spot, so that a diff can align two sides.

    Those that are ``joined`` have that of their pair, the others that of what is ``said``;
    ``names`` remembers which is which.
    """
    return [names.setdefault(joined.get(spot.index, said(spot)), len(names) + 1) for spot in side]


def grouped(side: Iterable[Spot], key: Callable[[Spot], _K]) -> Mapping[_K, Sequence[Spot]]:
    """Return the spots by key, groups and spots in the spots' order."""
    groups: defaultdict[_K, list[Spot]] = defaultdict(list)
    for spot in side:
        groups[key(spot)].append(spot)
    return groups


def without(side: Iterable[Spot], taken: Iterable[Spot]) -> tuple[Spot, ...]:
    indexes = {spot.index for spot in taken}
    return tuple(spot for spot in side if spot.index not in indexes)


def left(
    old: Iterable[Spot], new: Iterable[Spot], pairs: Iterable[Pair]
) -> tuple[tuple[Spot, ...], tuple[Spot, ...]]:
    """Return what ``pairs`` leave unpaired of both sides."""
    pairs = tuple(pairs)
    return without(old, (pair.old for pair in pairs)), without(new, (pair.new for pair in pairs))


def has_no_content(old: Sequence[Spot], new: Sequence[Spot]) -> bool:
    """Tell whether code cannot be compared, as one side has none: a report without snippets."""
    return not any(spot.content for spot in old) or not any(spot.content for spot in new)


def _span(region: Region | None) -> Span:
    if region is None:
        return 0, 0, 0, 0
    return (
        region.start_line,
        region.start_column or 0,
        region.end_line or 0,
        region.end_column or 0,
    )


def _order(spot: Spot) -> tuple[str, str, Span, str, str, str, str, bool, int]:
    return (
        spot.path,
        spot.rule,
        spot.span,
        spot.told_rule,
        spot.content,
        spot.message,
        spot.fingerprint or "",
        spot.is_removed,
        spot.index,
    )
