"""One side of a comparison: what a tool said of a tree, without what it said twice."""

import copy
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from matching.trees import Tree

from imports.formats import sarif
from imports.formats.bounds import Bounds
from imports.reports import Report, ReportResult, ResultText


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """``results`` and ``texts`` are in the same order; ``log`` is what the tool wrote."""

    tree: Tree
    log: Mapping[str, Any]
    report: Report
    texts: tuple[ResultText, ...]

    @property
    def results(self) -> tuple[ReportResult, ...]:
        return self.report.results


def side_of(tree: Tree, log: Mapping[str, Any]) -> Side:
    """Read the log as the service does; of results at one place of a rule, the first counts."""
    texts: list[ResultText] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.sarif"
        path.write_text(json.dumps(log))
        report = sarif.read(path, bounds=Bounds(), keep=texts.append)
    kept: dict[object, int] = {}
    for at, result in enumerate(report.results):
        told_apart = None if result.region else result.message_hash
        kept.setdefault((result.rule, result.path, result.region, told_apart), at)
    positions = tuple(kept.values())
    return Side(
        tree=tree,
        log=log,
        report=replace(report, results=tuple(report.results[at] for at in positions)),
        texts=tuple(texts[at] for at in positions),
    )


def without_snippets(log: Mapping[str, Any]) -> dict[str, Any]:
    """Return the log as of a tool that quotes no code."""
    bare: dict[str, Any] = copy.deepcopy(dict(log))
    for run in bare["runs"]:
        for result in run.get("results", ()):
            for location in result.get("locations", ()):
                place = location.get("physicalLocation", {})
                place.pop("contextRegion", None)
                place.get("region", {}).pop("snippet", None)
    return bare


def in_order(result: ReportResult) -> tuple[str, int, int, int, int]:
    """Return what sorts results by their places, whatever the report's order."""
    region = result.region
    ends = (region.end_line or 0, region.end_column or 0) if region else (0, 0)
    return result.path, line_of(result), column_of(result), *ends


def line_of(result: ReportResult) -> int:
    return result.region.start_line if result.region else 1


def column_of(result: ReportResult) -> int:
    return (result.region and result.region.start_column) or 1
