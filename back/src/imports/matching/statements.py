"""Layer STATEMENT: the same statement by its keyed hash, however its lines were broken."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence

from imports.matching.alike import in_order
from imports.matching.mapped_lines import TIE, same_file
from imports.matching.sketches import diff
from imports.matching.sketches.around import Surroundings
from imports.matching.spots import Pair, Spot, grouped, in_place, joined_by, numbers_of
from imports.matching.types import Layer


def in_gaps(old: Sequence[Spot], new: Sequence[Spot], around: Surroundings) -> Iterator[Pair]:
    """Pair spots of one rule and statement between the same two lines, several in order."""

    def before_key(spot: Spot) -> tuple[tuple[int, int], str, str] | None:
        gap = around.of_old(spot.path, spot.line)
        return (gap.around, spot.rule, spot.statement or "") if gap else None

    def key(spot: Spot) -> tuple[tuple[int, int], str, str]:
        return around.of_new(spot.path, spot.line).around, spot.rule, spot.statement or ""

    before = grouped(_told(old), before_key)
    for now_key, now in grouped(_told(new), key).items():
        then = before.get(now_key, ())
        tie = TIE if then and len(then) != len(now) else ""
        yield from (
            _pair(one, other, same_file(one, other, around.map.paths) + tie)
            for one, other in in_order(then, now)
        )


def in_order_of_files(
    old: Sequence[Spot], new: Sequence[Spot], pairs: Sequence[Pair], files: Mapping[str, str]
) -> Iterator[Pair]:
    """Pair spots by aligning the statements of each file with those of the file it became.

    As lines are aligned by a diff, so are the statements that results start in, with blocks
    of them that moved; ``pairs``, which may leave none of ``old`` and ``new``, hold.
    """
    joined, joined_now = joined_by(pairs)
    names: dict[Hashable, int] = {}
    now = grouped(_told(new), _path)
    for path, then in grouped(_told(old), _path).items():
        became = files.get(path, path)
        sides = in_place(then), in_place(now.get(became, ()))
        found, _ = diff(
            numbers_of(sides[0], joined, _statement, names),
            numbers_of(sides[1], joined_now, _statement, names),
        )
        yield from (
            _pair(sides[0][i], sides[1][j], same_file(sides[0][i], sides[1][j], files))
            for i, j in enumerate(found)
            if j >= 0 and sides[0][i].index not in joined
        )


def in_files(old: Sequence[Spot], new: Sequence[Spot], files: Mapping[str, str]) -> Iterator[Pair]:
    """Pair spots that alone are left with a rule and statement in a file and what it became."""
    before = grouped(_told(old), lambda spot: (files.get(spot.path, spot.path), *_statement(spot)))
    for key, now in grouped(_told(new), lambda spot: (spot.path, *_statement(spot))).items():
        then = before.get(key, ())
        if len(then) == len(now) == 1:
            yield _pair(then[0], now[0], same_file(then[0], now[0], files))


def anywhere(
    old: Sequence[Spot], new: Sequence[Spot], all_old: Sequence[Spot], all_new: Sequence[Spot]
) -> Iterator[Pair]:
    """Pair spots whose statement no other has, on either side, that was told."""
    before, now = (Counter(map(_statement, _told(side))) for side in (all_old, all_new))
    then = {_statement(spot): spot for spot in _told(old) if before[_statement(spot)] == 1}
    for spot in _told(new):
        known = then.get(_statement(spot))
        if known is not None and now[_statement(spot)] == 1:
            yield _pair(known, spot, "which no other has")


def _told(side: Sequence[Spot]) -> list[Spot]:
    return [spot for spot in side if spot.statement]


def _path(spot: Spot) -> str:
    return spot.path


def _statement(spot: Spot) -> tuple[str, str]:
    return spot.rule, spot.statement or ""


def _pair(old: Spot, new: Spot, where: str) -> Pair:
    return Pair(old=old, new=new, layer=Layer.STATEMENT, why=f"same statement {where}")
