"""The layer for what was tested while it ran: the place is a URL and a parameter of it."""

from collections.abc import Iterator, Sequence

from imports.matching.spots import Pair, Spot, grouped, left
from imports.matching.types import Layer


def same_inputs(old: Sequence[Spot], new: Sequence[Spot]) -> tuple[Pair, ...]:
    """Pair spots of one rule that have one URL and parameter, or alone have one at another host."""
    exact = tuple(_exact(old, new))
    return exact + tuple(_at_another_host(*left(old, new, exact)))


def _exact(old: Sequence[Spot], new: Sequence[Spot]) -> Iterator[Pair]:
    before = grouped(old, _place)
    for key, now in grouped(new, _place).items():
        for then, spot in zip(before.get(key, ()), now, strict=False):
            yield Pair(
                old=then, new=spot, layer=Layer.EXACT, why="same rule, address and parameter"
            )


def _at_another_host(old: Sequence[Spot], new: Sequence[Spot]) -> Iterator[Pair]:
    before = grouped(old, _place_at_host)
    for key, now in grouped(new, _place_at_host).items():
        then = before.get(key, ())
        if len(then) == len(now) == 1:
            why = "the only one left with this rule, path and parameter"
            yield Pair(old=then[0], new=now[0], layer=Layer.ACROSS_FILES, why=why)


def _place(spot: Spot) -> tuple[str, str, str | None]:
    return spot.rule, spot.path, spot.parameter


def _place_at_host(spot: Spot) -> tuple[str, str, str | None]:
    path = spot.path.partition("://")[2].partition("/")[2]
    return spot.rule, path, spot.parameter
