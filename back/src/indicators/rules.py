"""What a document adds to the figures of what it belongs to.  Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Final

from indicators.types import Contribution, Level
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


def organization_scope(id_: str) -> str:
    return id_


def finding_scope(id_: object) -> str:
    return f"FINDING#{id_}"


def is_dated(scope: str) -> bool:
    """Tell whether it is kept of a scope how it changed from day to day."""
    return scope.startswith(("GRP#", "ORG#"))


def of_vulnerability(doc: Doc, organization: str | None) -> Contribution:
    """Return what a vulnerability adds to its root, its group and their organization.

    And to its finding, of which other commits than those of figures know how many are open.
    """
    if doc.gone:
        return {}
    counts = {**_state(doc.fields), **_remediation(doc.fields)}
    scopes = [root_scope(doc.fields["root_id"]), *_scopes(doc, organization)]
    added = dict.fromkeys(scopes, counts) if counts else {}
    dates = _dates(doc.fields)
    if not dates:
        return added
    return added | {finding_scope(doc.fields["finding_id"]): _of_open(doc.fields) | dates}


def of_finding(doc: Doc, organization: str | None) -> Contribution:
    """Return what a finding adds to its group and organization: open or closed, or neither."""
    if doc.gone or not doc.fields["released"]:
        return {}
    name = "findings.open" if doc.fields["open"] else "findings.closed"
    return {scope: {name: 1} for scope in _scopes(doc, organization)}


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


def _scopes(doc: Doc, organization: str | None) -> list[str]:
    of_group = group_scope(doc.fields["group_name"])
    return [of_group] if organization is None else [of_group, organization_scope(organization)]


def _state(fields: Fields) -> dict[str, int]:
    status, seen = fields["status"], fields["visibility"]
    if seen == _ZERO:
        return {"zero": 1}
    if seen != _LIVE:
        return {str(status).lower(): 1}
    level, source = level_of(_score(fields)), fields["source"]
    if status == _OPEN:
        return {"open": 1, f"open.{level}": 1, f"open.source.{source}": 1, **_of_open(fields)}
    return {"closed": 1, f"closed.{level}": 1, f"closed.source.{source}": 1}


def _of_open(fields: Fields) -> dict[str, int]:
    """Return what counts of an open vulnerability, also in its finding."""
    if fields["visibility"] != _LIVE or fields["status"] != _OPEN:
        return {}
    score = _score(fields)
    return {
        f"open.score.{round(score * _TENTHS)}": 1,
        f"open.treatment.{fields['treatment']}": 1,
        "open.cvssf": cvssf(score),
    }


def cvssf(score: float) -> int:
    """Return the weight of a temporal score, in thousandths: 1 for 4.0, and 4 times each more."""
    return round(4 ** (score - 4) * 1000)


def _dates(fields: Fields) -> dict[str, int]:
    """Return the day on which it was reported, and on which if it is open; counted in findings.

    A finding has reports on a few days; what a group has would grow from day to day.
    """
    if "reported_at" not in fields or fields["visibility"] != _LIVE:
        return {}
    day = _day(fields["reported_at"])
    is_open = fields["status"] == _OPEN
    return {f"reported.{day}": 1} | ({f"open.reported.{day}": 1} if is_open else {})


def _score(fields: Fields) -> float:
    return float(str(fields["severity"]))


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
