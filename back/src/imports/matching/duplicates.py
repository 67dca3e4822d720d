"""Layer 0: results of a report that say the same of one place."""

from collections.abc import Mapping, Sequence

from db_model.vulnerabilities.types import Region
from imports.matching.names import tool_key
from imports.matching.packages import same_advisory
from imports.reports import ReportResult, Standing

_Place = tuple[str, str, str, Region | None, str]


def repeated(results: Sequence[ReportResult]) -> dict[int, int]:
    """Return the position of each repetition with the position of the result that it repeats.

    A place is a rule, a path and a region with its columns; without a region the message
    tells places apart.  That of a package is its version in a manifest, with one advisory by
    whatever name; that of what ran is an address and a parameter.  The one that stands claims
    the most, and comes first.
    """
    standing: dict[_Place, int] = {}
    repeats: dict[int, int] = {}
    for position in sorted(range(len(results)), key=lambda at: _strength(results[at], at)):
        if results[position].standing is Standing.IGNORED:
            continue
        places = _places(results[position])
        first = next(
            (standing[each] for each in places if _is_in(standing, each, results, position)), None
        )
        if first is not None:
            repeats[position] = first
            continue
        for place in places:
            standing.setdefault(place, position)
    return repeats


def _is_in(
    standing: Mapping[_Place, int],
    place: _Place,
    results: Sequence[ReportResult],
    position: int,
) -> bool:
    if place not in standing:
        return False
    one, other = results[standing[place]].package, results[position].package
    return one is None or other is None or same_advisory(one, other)


def _places(result: ReportResult) -> tuple[_Place, ...]:
    """Return what the place is known by: a package's by each name of the advisory."""
    tool, package = tool_key(result.tool), result.package
    if package is not None:
        at = f"{package.purl}@{package.version}"
        return tuple((tool, name, result.path, None, at) for name in package.advisories)
    if result.parameter is not None:
        return ((tool, result.rule, result.path, None, f"parameter {result.parameter}"),)
    told_apart = result.message_hash if result.region is None else ""
    return ((tool, result.rule, result.path, result.region, told_apart),)


def _strength(result: ReportResult, position: int) -> tuple[bool, str, str, str, str, int]:
    return (
        result.standing is not Standing.REPORTED,
        result.level,
        result.content,
        result.message_hash,
        result.fingerprint or "",
        position,
    )
