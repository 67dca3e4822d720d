"""What an import did, and what a group holds, as text."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from integrates_ci.imports import Wish
from integrates_ci.render import Column, csv_text, printable, table
from integrates_ci.values import HELD, Comparison, Counts, Finding, Import, Result

SHOWN: Final = 200  # rows of a table; --json has them all

_OUTCOME_COLUMNS: Final = (
    Column(title="OUTCOME"),
    Column(title="SEVERITY", is_number=True),
    Column(title="FINDING"),
    Column(title="WHERE", is_path=True),
    Column(title="WHY"),
)
_FINDING_COLUMNS: Final = (
    Column(title="SEVERITY", is_number=True),
    Column(title="STATUS"),
    Column(title="OPEN", is_number=True),
    Column(title="CLOSED", is_number=True),
    Column(title="FINDING"),
    Column(title="WHERE", is_path=True),
)
_CSV_COLUMNS: Final = ("id", "title", "severity", "status", "open", "closed", "where")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An import and what it did; ``results`` may be only the first of those that changed."""

    found: Import
    results: tuple[Result, ...] = ()
    closings: tuple[Result, ...] = ()


def import_lines(outcome: Outcome, wish: Wish, *, width: int | None) -> tuple[str, ...]:
    """Return an import for people: what became of it, the counts, and what changed and why."""
    found = outcome.found
    tool = found.tool or "a report"
    head = f"{tool} into {wish.group}/{wish.root}: {found.state}"
    lines = [printable(f"{head}{_only(found)}")]
    if found.reason:
        lines.append(f"  {printable(found.reason)}")
    if found.comparison is not None:
        lines.append(f"  {_counted(found.comparison)}")
    lines.append(f"  {_counted(found.counts)}")
    rows = [_outcome_row(result) for result in (*outcome.results, *outcome.closings)]
    if rows:
        lines += ["", *table(_OUTCOME_COLUMNS, rows, width=width)]
    missing = found.counts.changed + found.counts.closed - len(rows)
    if rows and missing > 0:
        lines.append(f"... and {missing} more: --json has them all")
    if found.state == HELD:
        lines.append("  nothing was applied: answer with confirmImport or discardImport")
    lines.append(f"  import {printable(found.id)}")
    return tuple(lines)


def import_json(outcome: Outcome) -> str:
    content = {
        "import": asdict(outcome.found),
        "results": [asdict(result) for result in outcome.results],
        "closed": [asdict(closing) for closing in outcome.closings],
    }
    return json.dumps(content, indent=2)


def broken_lines(results: Sequence[Result]) -> tuple[str, ...]:
    """Return why the gate is broken, worst first."""
    worst = sorted(results, key=_severity, reverse=True)
    rows = [_outcome_row(result) for result in worst[:SHOWN]]
    return (f"The gate is broken by {len(results)}:", *table(_OUTCOME_COLUMNS, rows, width=None))


def finding_lines(findings: Sequence[Finding], *, width: int | None) -> tuple[str, ...]:
    """Return findings for people, the worst open ones first."""
    if not findings:
        return ("There are no findings.",)
    rows = [
        (
            f"{finding.severity:.1f}",
            finding.status,
            str(finding.open),
            str(finding.closed),
            finding.title,
            _places(finding),
        )
        for finding in _ranked(findings)
    ]
    return table(_FINDING_COLUMNS, rows, width=width)


def findings_json(findings: Sequence[Finding]) -> str:
    return json.dumps([asdict(finding) for finding in _ranked(findings)], indent=2)


def findings_csv(findings: Sequence[Finding]) -> str:
    rows = [
        (
            finding.id,
            finding.title,
            finding.severity,
            finding.status,
            finding.open,
            finding.closed,
            _places(finding),
        )
        for finding in _ranked(findings)
    ]
    return csv_text(_CSV_COLUMNS, rows)


def _ranked(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(
        findings,
        key=lambda finding: (finding.open == 0, -finding.severity, finding.title, finding.id),
    )


def _places(finding: Finding) -> str:
    more = finding.open - len(finding.places)
    told = ", ".join(finding.places)
    return f"{told} and {more} more" if told and more > 0 else told


def _only(found: Import) -> str:
    """Return what to say of what is not applied."""
    if found.is_branch:
        return f" (branch {found.ref}, only compared)"
    return " (dry run, nothing is kept)" if found.is_dry_run else ""


def _counted(counts: Counts | Comparison) -> str:
    return ", ".join(f"{name} {count}" for name, count in asdict(counts).items())


def _outcome_row(result: Result) -> tuple[str, ...]:
    vulnerability = result.vulnerability
    why = result.explanation or result.layer or ""
    if vulnerability is None:
        return result.outcome, "", "", "", why
    severity = f"{vulnerability.severity:.1f}"
    return result.outcome, severity, vulnerability.title, vulnerability.place, why


def _severity(result: Result) -> float:
    return result.vulnerability.severity if result.vulnerability else 0.0
