"""What a document adds to the figures of its root and group, and what the sums mean.  Pure."""

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Final

from indicators.types import Contribution, Figures, Level, Remediation
from search.types import Doc, Scalar

_LIVE: Final = "live"
_ZERO: Final = "zero"
_OPEN: Final = "VULNERABLE"
_CLOSED: Final = "SAFE"
_TENTHS: Final = 10
Fields = Mapping[str, Scalar | tuple[Scalar, ...]]


def level_of(score: float) -> Level:
    """Return the level of a temporal score, 0.0 to 10.0."""
    if score >= 9:  # noqa: PLR2004 - the bounds of the standard
        return Level.CRITICAL
    if score >= 7:  # noqa: PLR2004
        return Level.HIGH
    return Level.MEDIUM if score >= 4 else Level.LOW  # noqa: PLR2004


def root_scope(id_: object) -> str:
    return f"ROOT#{id_}"


def group_scope(name: object) -> str:
    return f"GRP#{name}"


def of_vulnerability(doc: Doc) -> Contribution:
    """Return what a vulnerability adds to its root and its group."""
    if doc.gone:
        return {}
    counts = {**_state(doc.fields), **_remediation(doc.fields)}
    scopes = (root_scope(doc.fields["root_id"]), group_scope(doc.fields["group_name"]))
    return dict.fromkeys(scopes, counts) if counts else {}


def of_finding(doc: Doc) -> Contribution:
    """Return what a finding adds to its group: whether it is open or closed, or neither."""
    if doc.gone or not doc.fields["released"]:
        return {}
    name = "findings.open" if doc.fields["open"] else "findings.closed"
    return {group_scope(doc.fields["group_name"]): {name: 1}}


def differences(old: Contribution, new: Contribution) -> Contribution:
    """Return what to add so that ``new`` is counted in place of ``old``."""
    changed = {
        scope: {
            name: delta
            for name in {**old.get(scope, {}), **new.get(scope, {})}
            if (delta := new.get(scope, {}).get(name, 0) - old.get(scope, {}).get(name, 0))
        }
        for scope in {**old, **new}
    }
    return {scope: deltas for scope, deltas in changed.items() if deltas}


def total(contributions: Iterable[Contribution]) -> Contribution:
    """Return the sum of ``contributions``."""
    sums: dict[str, dict[str, int]] = {}
    for contribution in contributions:
        for scope, counts in contribution.items():
            of_scope = sums.setdefault(scope, {})
            for name, count in counts.items():
                of_scope[name] = of_scope.get(name, 0) + count
    return differences({}, sums)


def figures_of(counters: Mapping[str, int]) -> Figures:
    """Return what the counters of a root or group mean."""

    def count(name: str) -> int:
        return counters.get(name, 0)

    scores = [
        int(name.removeprefix("open.score."))
        for name, number in counters.items()
        if name.startswith("open.score.") and number
    ]
    return Figures(
        open=count("open"),
        closed=count("closed"),
        submitted=count("submitted"),
        rejected=count("rejected"),
        zero_risk=count("zero"),
        open_findings=count("findings.open"),
        closed_findings=count("findings.closed"),
        open_by={level: count(f"open.{level}") for level in Level},
        closed_by={level: count(f"closed.{level}") for level in Level},
        max_open=max(scores) / _TENTHS if scores else None,
        remediation={
            level: Remediation(
                closed=count(f"fixed.{level}"),
                closed_days=count(f"fixed.{level}.days"),
                open=count(f"standing.{level}"),
                open_since=count(f"standing.{level}.since"),
            )
            for level in Level
        },
    )


def summed(several: Iterable[Mapping[str, int]]) -> Mapping[str, int]:
    """Return the counters of several groups together."""
    return total({"": counters} for counters in several).get("", {})


def mean_days(remediations: Iterable[Remediation], *, today: date) -> int | None:
    """Return the mean days from report to closing, or to ``today``, rounded up.

    ``None`` if nothing was reported.
    """
    parts = tuple(remediations)
    count = sum(part.closed + part.open for part in parts)
    if not count:
        return None
    days = sum(part.closed_days + part.open * today.toordinal() - part.open_since for part in parts)
    return math.ceil(days / count)


def _state(fields: Fields) -> dict[str, int]:
    status, seen = fields["status"], fields["visibility"]
    if seen == _ZERO:
        return {"zero": 1}
    if seen != _LIVE:
        return {str(status).lower(): 1}
    score = float(str(fields["severity"]))
    level = level_of(score)
    if status == _OPEN:
        return {"open": 1, f"open.{level}": 1, f"open.score.{round(score * _TENTHS)}": 1}
    return {"closed": 1, f"closed.{level}": 1}


def _remediation(fields: Fields) -> dict[str, int]:
    """Return what counts for how long vulnerabilities are open, by level of their finding."""
    if "reported_at" not in fields or fields["visibility"] not in (_LIVE, _ZERO):
        return {}
    level = level_of(float(str(fields["finding_severity"])))
    reported = _day(fields["reported_at"])
    if fields["status"] == _CLOSED and "closed_at" in fields:
        days = _day(fields["closed_at"]) - reported
        return {f"fixed.{level}": 1} | ({f"fixed.{level}.days": days} if days else {})
    return {f"standing.{level}": 1, f"standing.{level}.since": reported}


def _day(milliseconds: object) -> int:
    return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC).toordinal()
