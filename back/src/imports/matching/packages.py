"""The layer for packages: the place is the package in its manifest, not a line.

An advisory has several names, and gets new ones: what shares one is the same, unless both
have CVEs and none in common, as some advisories gather several.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from db_model.vulnerabilities.types import Package
from imports.matching.spots import Pair, Spot, grouped, left
from imports.matching.types import Layer

_NUMBERS: Final = re.compile(r"(\d{1,18})")
Key: TypeAlias = Callable[[Spot], Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """Which packages are looked at together, and whether only one on each side can be meant."""

    key: Key
    layer: Layer
    why: str
    alone: bool = False


def same_packages(old: Sequence[Spot], new: Sequence[Spot]) -> tuple[Pair, ...]:
    """Pair, one-to-one, spots that all have packages, the surest evidence first."""
    old, new = sorted(old, key=_order), sorted(new, key=_order)
    pairs: tuple[Pair, ...] = ()
    for step in _STEPS:
        pairs += tuple(_paired(*left(old, new, pairs), step))
    return pairs


def same_advisory(one: Package, other: Package) -> bool:
    mine, theirs = set(one.advisories), set(other.advisories)
    if mine.isdisjoint(theirs):
        return False
    cves = [{name for name in each if name.startswith("CVE-")} for each in (mine, theirs)]
    return not all(cves) or not cves[0].isdisjoint(cves[1])


def _paired(old: Sequence[Spot], new: Sequence[Spot], step: _Step) -> Iterator[Pair]:
    before = grouped(old, step.key)
    for key, now in grouped(new, step.key).items():
        then = before.get(key, ())
        said = tuple(_same(then, now, lambda spot: (spot.rule,), step))
        yield from said
        rest = left(then, now, said)
        yield from _same(*rest, lambda spot: _package(spot).advisories, step)


def _same(
    old: Sequence[Spot], new: Sequence[Spot], names: Callable[[Spot], Sequence[str]], step: _Step
) -> Iterator[Pair]:
    """Pair, in order, the spots of a group whose advisories are one and share a name."""
    named, others = _by_name(old, names), _by_name(new, names)
    taken: set[int] = set()
    for spot in new:
        meant = [each for name in names(spot) for each in named.get(name, ())]
        if step.alone and (len(meant) > 1 or any(len(others[name]) > 1 for name in names(spot))):
            continue
        for each in meant:
            if each.index not in taken and same_advisory(_package(each), _package(spot)):
                taken.add(each.index)
                yield Pair(old=each, new=spot, layer=step.layer, why=step.why)
                break


def _by_name(side: Sequence[Spot], names: Callable[[Spot], Sequence[str]]) -> dict[str, list[Spot]]:
    found: defaultdict[str, list[Spot]] = defaultdict(list)
    for spot in side:
        for name in names(spot):
            found[name].append(spot)
    return found


def _package(spot: Spot) -> Package:
    assert spot.package is not None, "this layer is given packages alone"
    return spot.package


def _order(spot: Spot) -> tuple[str, str, list[tuple[int, int, str]], str, str, int]:
    package = _package(spot)
    version = [_part(text) for text in _NUMBERS.split(package.version)]
    return spot.path, package.purl, version, package.version, spot.rule, spot.index


def _part(text: str) -> tuple[int, int, str]:
    return (1, int(text), "") if text.isdecimal() else (0, 0, text)


_STEPS: Final = (
    _Step(
        key=lambda spot: (spot.path, _package(spot).purl, _package(spot).version),
        layer=Layer.EXACT,
        why="same package, version, manifest and advisory",
    ),
    _Step(
        key=lambda spot: (spot.path, _package(spot).purl),
        layer=Layer.PACKAGE,
        why="same package, manifest and advisory, in another version",
    ),
    _Step(
        key=lambda spot: _package(spot).purl,
        layer=Layer.ACROSS_FILES,
        why="the only one left with this package and advisory",
        alone=True,
    ),
)
