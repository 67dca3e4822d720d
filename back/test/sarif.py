"""Small SARIF reports, for tests that say themselves what is in them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A result: a rule seen at a line, with the code there; ``more`` are further members."""

    rule: str = "B101"
    path: str = "app/db.py"
    line: int = 10
    code: str = "assert user.is_admin"
    message: str = "Use of assert detected."
    column: int = 1
    more: Mapping[str, Any] = field(default_factory=dict)


def a_report(hits: Sequence[Hit], *, tool: str = "Bandit", successful: bool | None = None) -> bytes:
    """Return a report in which ``tool`` saw ``hits``."""
    rules = sorted({hit.rule for hit in hits})
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": tool,
                "rules": [
                    {
                        "id": rule,
                        "name": f"rule-{rule}",
                        "shortDescription": {"text": f"Rule {rule}"},
                        "defaultConfiguration": {"level": "error"},
                        "properties": {"tags": ["security", "external/cwe/cwe-703"]},
                    }
                    for rule in rules
                ],
            }
        },
        "results": [_result(hit, rules.index(hit.rule)) for hit in hits],
    }
    if successful is not None:
        run["invocations"] = [{"executionSuccessful": successful}]
    return json.dumps({"version": "2.1.0", "runs": [run]}).encode()


def _result(hit: Hit, rule_index: int) -> dict[str, Any]:
    return {
        "ruleId": hit.rule,
        "ruleIndex": rule_index,
        "level": "error",
        "message": {"text": hit.message},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": hit.path},
                    "region": {
                        "startLine": hit.line,
                        "startColumn": hit.column,
                        "endLine": hit.line,
                        "endColumn": hit.column + len(hit.code),
                        "snippet": {"text": hit.code},
                    },
                }
            }
        ],
        **hit.more,
    }
