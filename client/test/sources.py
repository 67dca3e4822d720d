"""A source and reports about it, whose lines must be in nothing that leaves."""

import json
from pathlib import Path
from typing import Any, Final

from integrates_ci.prepare import SketchKey

KEY: Final = SketchKey(id="00112233445566ff", secret=bytes(range(32)))
REPORTS: Final = Path(__file__).parents[2] / "back/test/reports"
CANARY: Final = "canary_of_line"
LINES: Final = 40
REAL: Final = (
    "bandit",
    "bandit-edited",
    "ruff",
    "ruff-edited",
    "semgrep",
    "semgrep-edited",
    "eslint",
    "eslint-edited",
    "eslint-failed",
)


def real(name: str) -> dict[str, Any]:
    return dict(json.loads((REPORTS / f"{name}.sarif").read_bytes()))


def a_source(folder: Path) -> Path:
    """Make the files that the real reports name, each line with a canary of its own."""
    for name in ("app/db.py", "app/web.py", "app/page.js", "app/store/db.py", "app_b/page.js"):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        lines = [f"{CANARY}_{number}(\n" for number in range(LINES - 1)]
        file.write_text(f"# {name}\n" + "".join(lines))
    return folder


def with_quotes(source: Path, report: dict[str, Any]) -> None:
    """Put what the report quotes into the files of ``source``, on the lines that it is of."""
    for run in report["runs"]:
        for result in run["results"]:
            physical = result["locations"][0]["physicalLocation"]
            file = source / physical["artifactLocation"]["uri"]
            if file.exists() and (quote := physical["region"].get("snippet")):
                lines = file.read_text().splitlines(keepends=True)
                lines[physical["region"]["startLine"] - 1] = quote["text"].splitlines()[0] + "\n"
                file.write_text("".join(lines))


def a_result(uri: str, line: int | None = None, **more: Any) -> dict[str, Any]:
    region = {} if line is None else {"region": {"startLine": line}}
    physical = {"artifactLocation": {"uri": uri}, **region}
    given = {"ruleId": "R1", "message": {"text": "m"}}
    return {**given, "locations": [{"physicalLocation": physical}], **more}


def a_report(*results: dict[str, Any], **run: Any) -> dict[str, Any]:
    tool = {"driver": {"name": "tool", "rules": [{"id": "R0"}, {"id": "R1"}]}}
    return {"version": "2.1.0", "runs": [{"tool": tool, "results": list(results), **run}]}
