"""SARIF 2.1.0: tolerant of what tools write, strict about what is wrong."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from imports.formats.bounds import Bounds
from imports.formats.errors import MalformedReport
from imports.formats.json_parts import Wanted, parts
from imports.formats.json_stream import events
from imports.formats.sarif_outline import RunOutline, read_outline
from imports.formats.sarif_results import taken
from imports.formats.seen_rules import SeenRules, Taken
from imports.reports import Report, ReportResult, ResultText, Standing

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


def read(path: Path, *, bounds: Bounds, keep: Callable[[ResultText], object]) -> Report:
    """Read a report, plain or gzip; ``keep`` is given the texts of each result, in order.

    Raises:
        ReportRefused: it breaks a bound, is no SARIF 2.1.0, is truncated or malformed.
    """
    outlines = read_outline(path, bounds)
    results: list[ReportResult] = []
    seen = SeenRules()
    for each in _results(path, outlines, bounds):
        keep(each.text)
        results.append(each.result)
        if each.result.standing is not Standing.IGNORED:
            seen.add(each)
    return Report(
        runs=tuple(outline.run for outline in outlines),
        rules=tuple(seen.told()),
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
        raise MalformedReport(place, "it should be an object")
    return value
