"""How long it takes to match 10,000 results with 10,000, with and without sketches."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from matching.ours import before_of, known_of
from matching.sides import Side, side_of

from imports.matching import match

RESULTS: Final = 10_000
MOST_SECONDS: Final = 2.0
_FILES: Final = 200
_RULES: Final = 40
_LINES: Final = 4  # lines a result
_GONE: Final = 20  # one result in so many
_REPEAT: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """Seconds of one core; ``read`` is what Python's own JSON reader takes for the report."""

    alone: float
    sketched: float
    read: float


def timed(sketched: Callable[[Side], Side]) -> Timed:
    """Match two reports: one file in three got lines above all, one result in 20 is another."""
    old, new = _side(changed=False), _side(changed=True)
    text = json.dumps(new.log)
    return Timed(
        alone=_least(_matching(old, new)),
        sketched=_least(_matching(sketched(old), sketched(new))),
        read=_least(lambda: json.loads(text)),
    )


def _matching(old: Side, new: Side) -> Callable[[], object]:
    known, before = known_of(old), before_of(old)
    return lambda: match(new.report, known, before)


def _least(action: Callable[[], object]) -> float:
    """Return the least seconds of some tries: what else the machine does only adds."""
    return min(_seconds(action) for _ in range(_REPEAT))


def _seconds(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return time.process_time() - start


def _side(*, changed: bool) -> Side:
    """Return a code base made up of files with a result in every fourth line."""
    each = RESULTS // _FILES
    files = {f"src/package{at % 20}/m{at}.py": at for at in range(_FILES)}
    results: list[dict[str, Any]] = []
    tree: dict[str, str] = {}
    for path, at in files.items():
        lines = [f"# note {number}" for number in range(9)] if changed and at % 3 == 0 else []
        for number in range(each):
            told = number + 1000 if changed and number % _GONE == at % _GONE else number
            results.append(_result(path, at, told, len(lines) + 1))
            lines += [_code(at, told), *(f"step_{told}_{step}()" for step in range(_LINES - 1))]
        tree[path] = "\n".join(lines)
    rules = [{"id": f"R{number}"} for number in range(_RULES)]
    driver = {"name": "bench", "version": "1.0", "rules": rules}
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}
    return side_of(tree, log)


def _code(file: int, number: int) -> str:
    return f"value_{number} = unsafe_call_{number % _RULES}(argument_{file % 7}_{number % 13})"


def _result(path: str, file: int, number: int, line: int) -> dict[str, Any]:
    region = {"startLine": line, "startColumn": 1, "snippet": {"text": _code(file, number)}}
    place = {"artifactLocation": {"uri": path}, "region": region}
    return {
        "ruleId": f"R{number % _RULES}",
        "message": {"text": f"Weakness {number % _RULES}"},
        "locations": [{"physicalLocation": place}],
    }
