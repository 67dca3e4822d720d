"""What the API answers, as values.

States and outcomes stay text: a newer server may have more of them than this client knows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, TypeVar

from integrates_ci.errors import UnknownAnswer

T = TypeVar("T")
Raw: TypeAlias = Mapping[str, Any]

UNFINISHED_STATES: Final = frozenset({"QUEUED", "ROLLING_BACK", "RUNNING"})
DONE: Final = "DONE"
HELD: Final = "HELD"
CREATED: Final = "CREATED"
REOPENED: Final = "REOPENED"
CHANGES: Final = (CREATED, REOPENED, "MOVED", "MATCHED")
CLOSED: Final = "CLOSED"  # ours: a closing is no outcome of a result
OPEN_STATE: Final = "VULNERABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many results had each outcome.

    ``closed`` and ``kept`` count vulnerabilities that are not in the report; ``kept`` stay open.
    """

    created: int
    matched: int
    moved: int
    reopened: int
    unchanged: int
    duplicate: int
    closed: int
    kept: int

    @property
    def changed(self) -> int:
        return self.created + self.matched + self.moved + self.reopened


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a branch, or a dry run, would change in the root's branch."""

    introduces: int
    fixes: int
    keeps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """``progress`` is a percentage; instants are text as the server writes them.

    The server makes a dry run of what was scanned on another branch than the root's, too;
    ``comparison`` is what one would change.
    """

    id: str
    state: str
    reason: str | None
    is_dry_run: bool
    progress: int
    tool: str | None
    commit: str | None
    ref: str | None
    requested_by: str | None
    started_at: str | None
    finished_at: str | None
    counts: Counts
    is_branch: bool = False
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Vulnerability:
    """``id`` is empty while the vulnerability is only in a report."""

    id: str
    title: str
    where: str
    specific: str
    state: str
    severity: float

    @property
    def place(self) -> str:
        return f"{self.where}:{self.specific}" if self.specific else self.where


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one result of a report; without a vulnerability, if it has none."""

    run_index: int
    result_index: int
    outcome: str
    layer: str | None
    explanation: str | None
    vulnerability: Vulnerability | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """``places`` are the first few of its open vulnerabilities."""

    id: str
    title: str
    status: str
    severity: float
    open: int
    closed: int
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Raw nodes of a connection; ``after`` is the cursor of the next page, if there is one."""

    nodes: tuple[Raw, ...]
    after: str | None


def decoded(decode: Callable[[Raw], T], raw: Any) -> T:
    """Return ``raw`` as ``decode`` reads it.

    Raises:
        UnknownAnswer: something is missing in it, or is not what it should be.
    """
    try:
        return decode(raw)
    except (KeyError, TypeError, ValueError) as error:
        raise UnknownAnswer(f"The server's answer is not understood ({error!r})") from error


def import_from(raw: Raw) -> Import:
    return Import(
        id=str(raw["id"]),
        state=str(raw["state"]),
        reason=raw["reason"],
        is_dry_run=bool(raw["dryRun"]),
        progress=_percentage(raw["progress"]),
        tool=raw["tool"],
        commit=raw["commit"],
        ref=raw["ref"],
        requested_by=raw["requestedBy"],
        started_at=raw["startedAt"],
        finished_at=raw["finishedAt"],
        counts=_counts_from(raw["counts"]),
        is_branch=bool(raw["isBranch"]),
        comparison=_comparison_from(raw["comparison"]),
    )


def result_from(raw: Raw) -> Result:
    """Return a result; of one that is new, and not kept, the vulnerability that it would be."""
    would_be = _would_be_from(raw) if raw["outcome"] == CREATED else None
    return Result(
        run_index=int(raw["runIndex"]),
        result_index=int(raw["resultIndex"]),
        outcome=str(raw["outcome"]),
        layer=raw["layer"],
        explanation=raw["explanation"],
        vulnerability=_vulnerability_from(raw["vulnerability"]) or would_be,
    )


def closing_from(raw: Raw) -> Result:
    """Return a closing in the shape of a result, which it has none of in the report."""
    return Result(
        run_index=-1,
        result_index=-1,
        outcome=CLOSED,
        layer=None,
        explanation=raw["explanation"],
        vulnerability=_vulnerability_from(raw["vulnerability"]),
    )


def finding_from(raw: Raw) -> Finding:
    edges = raw["vulnerabilitiesConnection"]["edges"]
    return Finding(
        id=str(raw["id"]),
        title=str(raw["title"]),
        status=str(raw["status"]),
        severity=float(raw["severityScore"]),
        open=int(raw["openVulnerabilities"]),
        closed=int(raw["closedVulnerabilities"]),
        places=tuple(f"{edge['node']['where']}:{edge['node']['specific']}" for edge in edges),
    )


def page_from(raw: Raw) -> Page:
    info = raw["pageInfo"]
    after = str(info["endCursor"]) if info["hasNextPage"] else None
    return Page(tuple(edge["node"] for edge in raw["edges"]), after)


def _counts_from(raw: Raw | None) -> Counts:
    found = raw or {}
    return Counts(**{name: int(found.get(name) or 0) for name in Counts.__slots__})


def _comparison_from(raw: Raw | None) -> Comparison | None:
    if raw is None:
        return None
    return Comparison(
        introduces=int(raw["introduces"]), fixes=int(raw["fixes"]), keeps=int(raw["keeps"])
    )


def _would_be_from(raw: Raw) -> Vulnerability | None:
    if raw["severity"] is None:
        return None
    return Vulnerability(
        id="",
        title=str(raw["title"] or ""),
        where=str(raw["where"]),
        specific=str(raw["specific"]),
        state=OPEN_STATE,
        severity=float(raw["severity"]),
    )


def _percentage(value: Any) -> int:
    """Return how far it is in percent: whole numbers are percent already, others fractions."""
    if value is None:
        return 0
    return int(value * 100) if isinstance(value, float) else int(value)


def _vulnerability_from(raw: Raw | None) -> Vulnerability | None:
    if raw is None:
        return None
    return Vulnerability(
        id=str(raw["id"]),
        title=str((raw["finding"] or {}).get("title", "")),
        where=str(raw["where"]),
        specific=str(raw["specific"]),
        state=str(raw["state"]),
        severity=float(raw["severityTemporalScore"]),
    )
