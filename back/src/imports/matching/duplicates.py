"""Layer 0: results of a report that say the same of one place."""

from collections.abc import Sequence

from db_model.vulnerabilities.types import Region
from imports.matching.names import tool_key
from imports.reports import ReportResult, Standing

_Place = tuple[str, str, str, Region | None, str]


def repeated(results: Sequence[ReportResult]) -> dict[int, int]:
    """Return the position of each repetition with the position of the result that it repeats.

    A place is a rule, a path and a region with its columns; without a region the message
    tells places apart.  The one that stands claims the most, and comes first.
    """
    standing: dict[_Place, int] = {}
    repeats: dict[int, int] = {}
    for position in sorted(range(len(results)), key=lambda at: _strength(results[at], at)):
        if results[position].standing is Standing.IGNORED:
            continue
        first = standing.setdefault(_place(results[position]), position)
        if first != position:
            repeats[position] = first
    return repeats


def _place(result: ReportResult) -> _Place:
    told_apart = result.message_hash if result.region is None else ""
    return tool_key(result.tool), result.rule, result.path, result.region, told_apart


def _strength(result: ReportResult, position: int) -> tuple[bool, str, str, str, str, int]:
    return (
        result.standing is not Standing.REPORTED,
        result.level,
        result.content,
        result.message_hash,
        result.fingerprint or "",
        position,
    )
