"""SARIF logs as dictionaries: those of real tools, and small ones made to measure."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from imports.formats import sarif
from imports.formats.bounds import Bounds
from imports.matching import Known, KnownState
from imports.reports import Report, ReportResult, ResultText

FOLDER = Path(__file__).parent
TOOLS = ("bandit", "ruff", "semgrep", "eslint")


def a_real_log(name: str) -> dict[str, Any]:
    log: dict[str, Any] = json.loads((FOLDER / f"{name}.sarif").read_text())
    return log


def a_result(
    *,
    rule: str = "R1",
    uri: str = "app/db.py",
    line: int = 10,
    column: int | None = None,
    snippet: str | None = None,
    message: str = "Something is wrong",
    **members: Any,
) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": line}
    if column is not None:
        region["startColumn"] = column
    if snippet is not None:
        region["snippet"] = {"text": snippet}
    location = {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
    return {"ruleId": rule, "message": {"text": message}, "locations": [location], **members}


def a_run(
    *results: Mapping[str, Any],
    tool: str = "tool",
    rules: Sequence[Mapping[str, Any]] = (),
    **members: Any,
) -> dict[str, Any]:
    driver = {"name": tool, "version": "1.0", "rules": list(rules)}
    return {"tool": {"driver": driver}, "results": list(results), **members}


def a_log(*runs: Mapping[str, Any]) -> dict[str, Any]:
    return {"version": "2.1.0", "runs": list(runs)}


def written(folder: Path, content: Mapping[str, Any] | bytes) -> Path:
    path = folder / "report.sarif"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def read(path: Path, bounds: Bounds | None = None) -> tuple[Report, list[ResultText]]:
    texts: list[ResultText] = []
    report = sarif.read(path, bounds=bounds or Bounds(), keep=texts.append)
    return report, texts


def a_report(folder: Path, log: Mapping[str, Any]) -> Report:
    return read(written(folder, log))[0]


def a_known(result: ReportResult, id_: str, state: KnownState = KnownState.OPEN) -> Known:
    """Return a vulnerability that was last seen as ``result`` tells."""
    return Known(
        id=id_,
        state=state,
        tool=result.tool,
        rule=result.rule,
        path=result.path,
        region=result.region,
        content=result.content,
        message_hash=result.message_hash,
        fingerprint=result.fingerprint,
        package=result.package,
        parameter=result.parameter,
        line=result.line,
        statement=result.statement,
    )


def known_from(report: Report, state: KnownState = KnownState.OPEN) -> tuple[Known, ...]:
    """Return what is known after the results of ``report`` were created, named ``v0``, ``v1``..."""
    return tuple(a_known(result, f"v{index}", state) for index, result in enumerate(report.results))
