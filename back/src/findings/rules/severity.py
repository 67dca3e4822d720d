"""CVSS: vectors, their scores, and the numbers of their metrics; the only user of ``cvss``."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cvss import CVSS3, CVSS4, CVSSError

from db_model.findings.types import Severity
from findings.errors import (
    InvalidVector,
    MetricNotANumber,
    MetricOutOfRange,
    VersionUnsupported,
)
from findings.types import Rating, Scored

_LONGEST_VECTOR: Final = 400
_HIGHEST: Final = 10
_EXPLOITS_WORK: Final = 0.97
_VERSION: Final = "3.1"

# The number that stands for each value of a metric; of equal ones, the last is meant.
_IMPACT: Final = {"N": 0.0, "L": 0.22, "H": 0.56}
_REQUIREMENT: Final = {"L": 0.5, "M": 1.0, "H": 1.5, "X": 1.0}
_NUMBERS: Final[Mapping[str, Mapping[str, float]]] = MappingProxyType(
    {
        "AV": {"P": 0.2, "L": 0.55, "A": 0.62, "N": 0.85},
        "AC": {"H": 0.44, "L": 0.77},
        "UI": {"R": 0.62, "N": 0.85},
        "S": {"U": 0.0, "C": 1.0},
        "C": _IMPACT,
        "I": _IMPACT,
        "A": _IMPACT,
        "E": {"U": 0.91, "P": 0.94, "F": 0.97, "H": 1.0, "X": 1.0},
        "RL": {"O": 0.95, "T": 0.96, "W": 0.97, "U": 1.0, "X": 1.0},
        "RC": {"U": 0.92, "R": 0.96, "C": 1.0, "X": 1.0},
        "CR": _REQUIREMENT,
        "IR": _REQUIREMENT,
        "AR": _REQUIREMENT,
    }
)
_PRIVILEGES: Final = {"N": 0.85, "L": 0.62, "H": 0.27}
_PRIVILEGES_CHANGED: Final = {"N": 0.85, "L": 0.68, "H": 0.5}
_BASE: Final = ("AV", "AC", "PR", "UI", "S", "C", "I", "A")
_OPTIONAL: Final = ("E", "RL", "RC", "CR", "IR", "AR")
_MODIFIED: Final = tuple(f"M{name}" for name in _BASE)


def scored_v3(vector: str) -> Scored | None:
    """Return the vector in canonical order with its temporal score; ``None`` if it is not 3.x."""
    if not vector.startswith(("CVSS:3.0/", "CVSS:3.1/")) or len(vector) > _LONGEST_VECTOR:
        return None
    try:
        parsed = CVSS3(vector)
    except CVSSError:
        return None
    return Scored(vector=parsed.clean_vector(), score=float(parsed.temporal_score))


def scored_v4(vector: str) -> Scored | None:
    """Return the vector in canonical order with its score; ``None`` if it is not 4.0."""
    if not vector.startswith("CVSS:4.0/") or len(vector) > _LONGEST_VECTOR:
        return None
    try:
        parsed = CVSS4(vector)
    except CVSSError:
        return None
    return Scored(vector=parsed.clean_vector(), score=float(parsed.base_score))


def numbers_of(vector: str) -> Mapping[str, float]:
    """Return the number of each metric of a vector of 3.x by its short name; none without one."""
    if not vector:
        return {}
    values: Mapping[str, str] = CVSS3(vector).metrics
    return {
        name: _number(name, values.get(name, "X"), values["MS" if name == "MPR" else "S"])
        for name in (*_BASE, *_OPTIONAL, *_MODIFIED)
    }


def is_exploitable(vector: str) -> bool:
    """Return whether a vector of 3.x says that exploits work, or does not say how mature they are.

    An empty vector says nothing of exploits at all.
    """
    return numbers_of(vector).get("E", 0.0) >= _EXPLOITS_WORK


def _number(name: str, value: str, scope: str) -> float:
    metric = name.removeprefix("M")
    if metric == "PR":
        return (_PRIVILEGES_CHANGED if scope == "C" else _PRIVILEGES)[value]
    return _NUMBERS[metric][value]


def checked_version(version: str) -> None:
    """Check the version of CVSS that a severity is given in.

    Raises:
        VersionUnsupported: it is not 3.1.
    """
    if version != _VERSION:
        raise VersionUnsupported


def severity_of(vector: str) -> Severity:
    """Return the severity that a vector of 3.1 says.

    Raises:
        InvalidVector: it is not one.
    """
    scored = scored_v3(vector) if vector.startswith(f"CVSS:{_VERSION}/") else None
    if scored is None:
        raise InvalidVector
    return Severity(score=scored.score, vector_v3=scored.vector)


def severity_from(rating: Rating) -> Severity:
    """Return the severity that a vector says, or else the numbers of its metrics.

    Raises:
        InvalidVector: the vector is none of 3.1, or a number is none that its metric has.
        MetricNotANumber: the text of a metric is not a number.
        MetricOutOfRange: a number is not 0 to 10.
    """
    return severity_of(rating.vector or _vector(rating.metrics))


def _vector(metrics: Mapping[str, str | float]) -> str:
    numbers = {name: _in_range(given) for name, given in metrics.items()}
    values = {name: _value(name, numbers[name]) for name in (*_BASE, *_OPTIONAL)}
    # No value of MAV is 0: who sends it modifies nothing.
    if numbers["MAV"] != 0:
        values |= {name: _value(name, numbers[name]) for name in _MODIFIED}
    return "/".join((f"CVSS:{_VERSION}", *(f"{name}:{value}" for name, value in values.items())))


def _in_range(given: str | float) -> float:
    try:
        number = float(given)
    except ValueError as error:
        raise MetricNotANumber from error
    if not 0 <= number <= _HIGHEST:
        raise MetricOutOfRange
    return number


def _value(name: str, number: float) -> str:
    metric = name.removeprefix("M")
    tables = (_PRIVILEGES, _PRIVILEGES_CHANGED) if metric == "PR" else (_NUMBERS[metric],)
    values = [value for table in tables for value, meant in table.items() if meant == number]
    if not values:
        raise InvalidVector
    return values[-1]
