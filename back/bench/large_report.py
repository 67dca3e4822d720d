"""Reports as large as a scanner's of a large code base, the same for the same size."""

import json
from typing import Any, Final

RULES: Final = 40
FILES: Final = 400


def a_large_report(results: int) -> bytes:
    """Return a SARIF report with so many results, over 40 rules and 400 files."""
    rules = [
        {
            "id": f"R{number:03d}",
            "name": f"rule-{number}",
            "shortDescription": {"text": f"Weakness number {number}"},
            "defaultConfiguration": {"level": ("error", "warning", "note")[number % 3]},
            "properties": {"tags": [f"external/cwe/cwe-{20 + number}"]},
        }
        for number in range(RULES)
    ]
    run = {
        "tool": {"driver": {"name": "bench", "version": "1.0", "rules": rules}},
        "results": [_result(number) for number in range(results)],
    }
    return json.dumps({"version": "2.1.0", "runs": [run]}).encode()


def _result(number: int) -> dict[str, Any]:
    rule, line = number % RULES, 1 + number // FILES * 3
    code = f"value_{number} = unsafe_call_{rule}(argument_{number % 97})"
    return {
        "ruleId": f"R{rule:03d}",
        "ruleIndex": rule,
        "message": {"text": f"Weakness number {rule} in value_{number}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": f"src/package{number % 20}/m{number % FILES}.py"},
                    "region": {
                        "startLine": line,
                        "endLine": line,
                        "startColumn": 5,
                        "endColumn": 5 + len(code),
                        "snippet": {"text": code},
                    },
                }
            }
        ],
    }
