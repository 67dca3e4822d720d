"""SARIF 2.1.0: tolerant of what tools write, strict about what is wrong."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

from imports.formats.bounds import Bounds
from imports.formats.errors import MalformedSarif
from imports.formats.json_parts import Wanted, parts
from imports.formats.json_stream import events
from imports.formats.sarif_outline import RunOutline, read_outline
from imports.formats.sarif_results import Taken, taken
from imports.formats.sarif_rules import Descriptor, report_rule
from imports.formats.severity import Rating, worse
from imports.reports import Level, Report, ReportResult, ReportRule, ResultText, Standing

_RUN: Final = "runs.item"
_RESULT: Final = "runs.item.results.item"
_WANTED: Final = Wanted(
    values=frozenset({_RESULT}),
    marks=frozenset({_RUN}),
    without=frozenset(
        {
            "attachments",
            "codeFlows",
            "contextRegion",
            "fixes",
            "graphTraversals",
            "graphs",
            "relatedLocations",
            "stacks",
            "webRequest",
            "webResponse",
        }
    ),
)
_LEVELS: Final = tuple(Level)
_Seen: TypeAlias = dict[tuple[str, str], "_SeenRule"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SeenRule:
    """A rule with all that its results said of it so far."""

    rule: Descriptor
    level: Level
    rating: Rating
    cwes: tuple[str, ...]


def read(path: Path, *, bounds: Bounds, keep: Callable[[ResultText], object]) -> Report:
    """Read a report, plain or gzip; ``keep`` is given the texts of each result, in order.

    Raises:
        ReportRefused: it breaks a bound, is no SARIF 2.1.0, is truncated or malformed.
    """
    outlines = read_outline(path, bounds)
    results: list[ReportResult] = []
    seen: _Seen = {}
    for each in _results(path, outlines, bounds):
        keep(each.text)
        results.append(each.result)
        if each.result.standing is not Standing.IGNORED:
            key = each.result.tool, each.rule.id
            seen[key] = _after(seen.get(key), each)
    return Report(
        runs=tuple(outline.run for outline in outlines),
        rules=tuple(_rules(seen)),
        results=tuple(results),
    )


def _results(path: Path, outlines: Sequence[RunOutline], bounds: Bounds) -> Iterator[Taken]:
    run_index = -1
    result_index = 0
    for found, _, value in parts(events(path, bounds), _WANTED):
        if found == _RUN:
            run_index += 1
            result_index = 0
            continue
        yield taken(
            _object(value, run_index, result_index), outlines[run_index], run_index, result_index
        )
        result_index += 1


def _object(value: Any, run_index: int, result_index: int) -> dict[str, Any]:
    if not isinstance(value, dict):
        place = f"runs[{run_index}].results[{result_index}]"
        raise MalformedSarif(place, "it should be an object")
    return value


def _after(before: _SeenRule | None, new: Taken) -> _SeenRule:
    if before is None:
        rating = worse(new.rule.rating, new.rating)
        cwes = tuple(dict.fromkeys((*new.rule.cwes, *sorted(new.cwes))))
        return _SeenRule(rule=new.rule, level=new.result.level, rating=rating, cwes=cwes)
    added = sorted(set(new.cwes) - set(before.cwes))
    level = min(before.level, new.result.level, key=_LEVELS.index)
    rating = worse(before.rating, new.rating)
    if not added and level is before.level and rating == before.rating:
        return before
    return _SeenRule(rule=before.rule, level=level, rating=rating, cwes=(*before.cwes, *added))


def _rules(seen: _Seen) -> Iterator[ReportRule]:
    for (tool, _), each in sorted(seen.items(), key=lambda item: item[0]):
        yield report_rule(tool, each.rule, each.level, each.rating, each.cwes)
