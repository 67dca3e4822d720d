"""SARIF 2.1.0: tolerant of what tools write, strict about what is wrong."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from imports.formats.bounds import Bounds
from imports.formats.errors import MalformedReport
from imports.formats.json_parts import Wanted, parts
from imports.formats.json_stream import events
from imports.formats.sarif_outline import RunOutline, read_outline
from imports.formats.sarif_results import taken
from imports.formats.sarif_sketches import marked, merged
from imports.formats.sarif_targets import files_looked_at
from imports.formats.seen_rules import SeenRules, Taken
from imports.reports import FileSketch, Report, ReportResult, ReportRun, ResultText, Standing

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
    sketches = merged([outline.sketches for outline in outlines], bounds)
    results: list[ReportResult] = []
    found_in: defaultdict[int, set[str]] = defaultdict(set)
    seen = SeenRules()
    for each in _results(path, outlines, sketches, bounds):
        keep(each.text)
        results.append(each.result)
        found_in[each.result.run_index].add(each.result.path)
        if each.result.standing is not Standing.IGNORED:
            seen.add(each)
    return Report(
        runs=tuple(_run(each, found_in[index]) for index, each in enumerate(outlines)),
        rules=tuple(seen.told()),
        results=tuple(results),
        sketches=tuple(sketches.values()),
    )


def _run(outline: RunOutline, found_in: Collection[str]) -> ReportRun:
    run = outline.run
    return replace(run, files=files_looked_at(run.tool, outline.targets, outline.bases, found_in))


def _results(
    path: Path,
    outlines: Sequence[RunOutline],
    sketches: Mapping[str, FileSketch],
    bounds: Bounds,
) -> Iterator[Taken]:
    run_index = -1
    result_index = 0
    for found, _, value in parts(events(path, bounds), _WANTED):
        if found == _RUN:
            run_index += 1
            result_index = 0
            continue
        node, outline = _object(value, run_index, result_index), outlines[run_index]
        each = taken(node, outline, run_index, result_index)
        yield replace(each, result=marked(each.result, node, sketches)) if outline.run.key else each
        result_index += 1


def _object(value: Any, run_index: int, result_index: int) -> dict[str, Any]:
    if not isinstance(value, dict):
        place = f"runs[{run_index}].results[{result_index}]"
        raise MalformedReport(place, "it should be an object")
    return value
