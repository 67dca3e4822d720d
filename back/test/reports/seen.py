"""Results as values, made to measure, and what matching says of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from db_model.vulnerabilities.types import Region
from imports.formats.texts import content_hash, message_hash
from imports.matching import Matched, Outcome, OutcomeKind, match
from imports.reports import Report, ReportResult, ReportRun
from reports.made import known_from


def seen(line: int | None, code: str = "", **others: Any) -> ReportResult:
    """Return a result of the rule R1 in app/db.py, unless ``others`` say otherwise."""
    column = others.pop("column", None)
    message = others.pop("message", "Something is wrong")
    members = {"tool": "tool", "rule": "R1", "path": "app/db.py"} | others
    return ReportResult(
        run_index=0,
        result_index=0,
        region=None if line is None else Region(start_line=line, start_column=column),
        content=content_hash(code),
        message_hash=message_hash(message),
        **members,
    )


def report_of(*results: ReportResult, **run: Any) -> Report:
    numbered = tuple(replace(each, result_index=at) for at, each in enumerate(results))
    members: dict[str, Any] = {
        "tool": "tool",
        "version": "1.0",
        "successful": None,
        "results": len(results),
    } | run
    return Report(runs=(ReportRun(**members),), rules=(), results=numbered)


def matched_with(old: Sequence[ReportResult], new: Sequence[ReportResult]) -> Matched:
    """Match a report of ``new`` with what one of ``old`` created, ``v0``, ``v1``..."""
    return match(report_of(*new), known_from(report_of(*old)))


def told(outcomes: Sequence[Outcome]) -> list[tuple[OutcomeKind, str | None]]:
    return [(each.kind, each.vulnerability) for each in outcomes]
