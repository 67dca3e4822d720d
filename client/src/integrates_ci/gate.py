"""The gate: whether what a report holds must stop the build."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from integrates_ci.errors import Undecided, WrongUsage
from integrates_ci.values import CHANGES, CREATED, OPEN_STATE, REOPENED, Result

LEVELS: Final = {"low": 0.1, "medium": 4.0, "high": 7.0, "critical": 9.0}
_HIGHEST: Final = 10.0
_NEW: Final = frozenset({CREATED, REOPENED})
_PRESENT: Final = frozenset({*CHANGES, "UNCHANGED"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Broken by any vulnerability of at least this score, or only by a new or reopened one."""

    severity: float
    only_new: bool


def gate_from(text: str) -> Gate:
    """Return the gate that ``high``, ``7.5``, ``high:new`` and the like stand for.

    Raises:
        WrongUsage: ``text`` is none of these.
    """
    level, colon, scope = text.partition(":")
    if colon and scope != "new":
        raise WrongUsage(f"{text!r}: only ':new' may follow the severity")
    severity = LEVELS[level] if level in LEVELS else _score(level)
    return Gate(severity=severity, only_new=bool(colon))


def breaking(gate: Gate, results: Iterable[Result]) -> tuple[Result, ...]:
    """Return the results that break the gate, one a vulnerability, in the report's order.

    Raises:
        Undecided: a result that counts has no vulnerability to tell its severity.
    """
    found: dict[object, Result] = {}
    for result in results:
        if not _counts(gate, result):
            continue
        vulnerability = result.vulnerability
        if vulnerability is None:
            raise Undecided(
                f"The severity of result {result.result_index} of run {result.run_index}"
                " is not known, so the gate cannot decide"
            )
        key = vulnerability.id or (result.run_index, result.result_index)
        if vulnerability.severity >= gate.severity:
            found.setdefault(key, result)
    return tuple(found.values())


def _counts(gate: Gate, result: Result) -> bool:
    if result.outcome in _NEW:
        return True
    if gate.only_new or result.outcome not in _PRESENT:
        return False
    # What a person has removed is told as unchanged, and is not there for the gate.
    return result.vulnerability is not None and result.vulnerability.state == OPEN_STATE


def _score(text: str) -> float:
    try:
        score = float(text)
    except ValueError:
        score = -1.0
    if not 0 <= score <= _HIGHEST:
        names = ", ".join(LEVELS)
        raise WrongUsage(f"{text!r} is no severity: use {names} or a score from 0.0 to 10.0")
    return score
