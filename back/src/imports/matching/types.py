"""What matching is given and what it answers."""

from dataclasses import dataclass
from enum import StrEnum

from db_model.vulnerabilities.types import Package, Region


class KnownState(StrEnum):
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    REMOVED = "REMOVED"  # by a person, as a false positive: it stays so


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A vulnerability of the root as a tool saw it last; ``id`` is the vulnerability's.

    One that a person merged into another has the state that it would have by itself.
    """

    id: str
    state: KnownState
    tool: str
    rule: str
    path: str
    region: Region | None
    content: str
    message_hash: str
    fingerprint: str | None = None
    package: Package | None = None
    parameter: str | None = None
    line: str | None = None
    statement: str | None = None
    merged_into: str | None = None


class OutcomeKind(StrEnum):
    CREATED = "CREATED"
    UNCHANGED = "UNCHANGED"
    MOVED = "MOVED"  # the path or the line differs
    MATCHED = "MATCHED"  # the same place, something else differs
    REOPENED = "REOPENED"
    DUPLICATE = "DUPLICATE"  # of another result of the report
    SUPPRESSED = "SUPPRESSED"  # in the report, and no open one is it: nothing is done
    IGNORED = "IGNORED"  # claims nothing


class Layer(StrEnum):
    """What decided that a result is a known vulnerability, strongest first."""

    EXACT = "EXACT"
    LINE = "LINE"  # the line became that line, by what the build told of both files
    STATEMENT = "STATEMENT"  # the same statement, by its keyed hash
    PLACE = "PLACE"
    FINGERPRINT = "FINGERPRINT"
    SEQUENCE = "SEQUENCE"
    RENAMED_FILE = "RENAMED_FILE"
    ACROSS_FILES = "ACROSS_FILES"
    PACKAGE = "PACKAGE"  # the package and the advisory, in another version


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What one result is; ``duplicate_of`` is the (run index, result index) it repeats.

    ``differs`` tells that the known one was last seen otherwise, also where the kind is
    UNCHANGED because a person removed it.  ``vulnerability`` is ``None`` where none is
    known: a result that is created, a duplicate of such a one, or one that is suppressed
    or ignored.  ``absorbed`` is what the result is where a person merged that into
    ``vulnerability``; ``differs`` is then about it, and whether it was not seen before.
    """

    run_index: int
    result_index: int
    kind: OutcomeKind
    explanation: str
    layer: Layer | None = None
    vulnerability: str | None = None
    duplicate_of: tuple[int, int] | None = None
    differs: bool = False
    absorbed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A known open vulnerability that its tool, having looked, reports no more.

    One that ``is_merged`` into another is shown to nobody: that is only remembered.
    """

    vulnerability: str
    tool: str
    explanation: str
    is_merged: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A known open vulnerability that the report does not show, and that stays open."""

    vulnerability: str
    tool: str
    explanation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolVerdict:
    """What the report says of one tool.

    ``open`` counts the vulnerabilities known open before, ``closing`` those to close and
    ``unscanned`` those that the report does not show, as the tool did not look there;
    ``kept`` says why none is closed (empty otherwise), ``held`` why a person must
    confirm first (empty otherwise).
    """

    tool: str
    version: str
    runs: int
    results: int
    open: int
    closing: int
    kept: str = ""
    held: str = ""
    unscanned: int = 0
