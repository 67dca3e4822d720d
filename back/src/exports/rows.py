"""A vulnerability as one flat row, and rows as lines of text."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Final

from db_model.findings.types import Finding
from db_model.types import RootId
from db_model.vulnerabilities.types import Vulnerability

# Spreadsheets take what begins so for a formula; the last four are the full-width forms.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """``root`` is a nickname; ``severity`` a score of 0.0 to 10.0; instants are ISO 8601, UTC.

    The names of the fields are public and never change.
    """

    id: str
    finding_id: str
    finding: str
    root: str
    where: str
    specific: str
    type: str
    state: str
    zero_risk: str | None
    treatment: str
    severity: float
    reported_at: str | None
    closed_at: str | None


def row_of(vulnerability: Vulnerability, finding: Finding, nicknames: Mapping[RootId, str]) -> Row:
    """Return the row of a vulnerability of ``finding``; an unknown root stays its id."""
    reported, closed = vulnerability.reported_at, vulnerability.closed_at
    return Row(
        id=vulnerability.id,
        finding_id=finding.id,
        finding=finding.title,
        root=nicknames.get(vulnerability.root_id, vulnerability.root_id),
        where=vulnerability.state.where,
        specific=vulnerability.state.specific,
        type=vulnerability.type,
        state=vulnerability.state.status,
        zero_risk=vulnerability.zero_risk,
        treatment=vulnerability.treatment.status,
        severity=(vulnerability.severity or finding.severity).score,
        reported_at=reported.isoformat() if reported else None,
        closed_at=closed.isoformat() if closed else None,
    )


def json_line(row: Row) -> str:
    return json.dumps(asdict(row), ensure_ascii=False) + "\n"


def csv_head() -> str:
    return _csv([field.name for field in fields(Row)])


def csv_line(row: Row) -> str:
    """Return the row as RFC 4180 has it, with no cell that a spreadsheet would calculate."""
    return _csv([_cell(value) for value in asdict(row).values()])


def _cell(value: str | float | None) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _csv(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue()
