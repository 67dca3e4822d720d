"""What an import makes of a report; pure."""

import re
from dataclasses import replace
from datetime import datetime
from typing import Final

from db_model.findings.types import (
    DetectedBy,
    Finding,
    FindingState,
    FindingStatus,
    RemovalReason,
    Severity,
    Source,
)
from db_model.imports.types import Counts, Import, ImportState
from db_model.types import FindingId, VulnerabilityId
from db_model.vulnerabilities.types import (
    Detection,
    Technique,
    Treatment,
    TreatmentStatus,
    Vulnerability,
    VulnerabilityState,
    VulnerabilityStatus,
    VulnerabilityType,
)
from imports.child.types import Entry, Tally
from imports.errors import InvalidCommit, InvalidReference
from imports.matching.types import Known, KnownState, OutcomeKind
from imports.reports import ReportRule
from imports.types import Heading, PlannedResult
from kit.time import milliseconds
from store.versions import next_version
from texts.rules import sized
from vulnerabilities.rules import GONE, place_of
from vulnerabilities.types import Sighting

_COMMIT: Final = re.compile(r"[0-9a-fA-F]{40}|[0-9a-fA-F]{64}")
_REF: Final = re.compile(r"[^\x00-\x20\x7f~^:?*\[\\]+")
_LONGEST_TITLE: Final = 200

# What is never written for; what is unchanged is, where its tool sees a removed one elsewhere.
_IDLE: Final = frozenset({OutcomeKind.DUPLICATE, OutcomeKind.SUPPRESSED, OutcomeKind.IGNORED})

_KNOWN: Final = {
    VulnerabilityStatus.VULNERABLE: KnownState.OPEN,
    VulnerabilityStatus.SUBMITTED: KnownState.OPEN,
    VulnerabilityStatus.SAFE: KnownState.CLOSED,
    VulnerabilityStatus.REJECTED: KnownState.REMOVED,
    VulnerabilityStatus.DELETED: KnownState.REMOVED,
    VulnerabilityStatus.MASKED: KnownState.REMOVED,
}


def commit_from(text: str | None) -> str | None:
    """Return the commit that was scanned.

    Raises:
        InvalidCommit: it is not 40 or 64 hex characters.
    """
    if text is None or not text.strip():
        return None
    if _COMMIT.fullmatch(text.strip()) is None:
        raise InvalidCommit
    return text.strip().lower()


def ref_from(text: str | None) -> str | None:
    """Return the branch or tag that was scanned, without ``refs/heads/``.

    Raises:
        InvalidReference: git would not take its name.
        InvalidLength: it has more than 250 characters.
    """
    if text is None or not text.strip():
        return None
    ref = sized(text.strip().removeprefix("refs/heads/"), least=1, most=250)
    if _REF.fullmatch(ref) is None:
        raise InvalidReference
    return ref


def step(was: Import, *, at: datetime, state: ImportState | None = None) -> Import:
    """Return ``was`` as it stands from ``at`` on, in the next version.

    It ends no sooner than it began, although clocks are set back.
    """
    state = state or was.state
    over = not state.is_open and state is not ImportState.HELD
    return replace(
        was,
        state=state,
        finished_at=max(at, was.started_at or was.requested_at) if over else None,
        version=next_version(was.version, milliseconds(at)),
    )


def stepped(was: Import, *, at: datetime) -> Import:
    """Return ``was`` in the next version, whether it is over or not."""
    return replace(was, version=next_version(was.version, milliseconds(at)))


def sighting_of(import_: Import, *, at: datetime) -> Sighting:
    return Sighting(import_id=import_.id, by=import_.requested_by, at=at, commit=import_.commit)


def counts_of(tally: Tally, *, ruled_out: int = 0) -> Counts:
    """Return the counts that people see.

    ``ruled_out`` are the results that would have been created, had their rule not been removed.
    """
    return Counts(
        created=tally.created - ruled_out,
        matched=tally.matched,
        moved=tally.moved,
        reopened=tally.reopened,
        unchanged=tally.unchanged,
        duplicate=tally.duplicate,
        closed=tally.closing,
        kept=tally.kept,
    )


def known_from(vulnerability: Vulnerability, gone: FindingState | None) -> Known | None:
    """Return what a report can be matched with: none where no tool saw it.

    ``gone`` is the state of its finding, if that was removed.  What was removed with it as a
    false positive stays removed, and is forgotten where there was another reason; what a
    person had removed before stays removed.  One that was merged into another is what that is.
    """
    seen = vulnerability.detection
    if seen is None:
        return None
    state = _KNOWN[vulnerability.state.status]
    if vulnerability.merged_into is not None:
        state = KnownState.OPEN if vulnerability.closed_at is None else KnownState.CLOSED
    elif gone is not None and not _was_removed_before(vulnerability.state, gone):
        if gone.justification is not RemovalReason.FALSE_POSITIVE:
            return None
        state = KnownState.REMOVED
    return Known(
        id=vulnerability.id,
        state=state,
        tool=seen.tool,
        rule=seen.rule,
        path=seen.path,
        region=seen.region,
        content=seen.content,
        message_hash=seen.message_hash,
        fingerprint=seen.fingerprint,
        package=seen.package,
        parameter=seen.parameter,
        line=seen.line,
        statement=seen.statement,
        merged_into=vulnerability.merged_into,
    )


def _was_removed_before(was: VulnerabilityState, gone: FindingState) -> bool:
    return was.status in GONE and was.modified_at < gone.modified_at


def is_there(finding: Finding | None) -> bool:
    """Return whether something may be opened in ``finding``."""
    return finding is not None and finding.state.status is not FindingStatus.DELETED


def is_ruled_out(finding: Finding | None) -> bool:
    """Return whether a rule that ``finding`` stands for was removed as a false positive."""
    return (
        finding is not None
        and finding.state.status is FindingStatus.DELETED
        and finding.state.justification is RemovalReason.FALSE_POSITIVE
    )


def ruled_out(entry: Entry) -> Entry:
    """Return ``entry``, a result of such a rule that is not known, as one that claims nothing."""
    why = "ignored: all that its rule reports was removed as a false positive"
    return replace(entry, kind=OutcomeKind.IGNORED, explanation=why)


def planned(
    entry: Entry,
    *,
    vulnerability_id: VulnerabilityId | None,
    finding_id: FindingId | None,
    heading: Heading | None = None,
) -> PlannedResult:
    """Return what is done for a result, with the ids of what it is or creates."""
    written = entry.differs or entry.kind is not OutcomeKind.UNCHANGED
    if entry.absorbed is not None:
        written = entry.kind is OutcomeKind.REOPENED  # the rest is remembered of the other
    return PlannedResult(
        run_index=entry.run_index,
        result_index=entry.result_index,
        outcome=entry.kind,
        explanation=entry.explanation,
        detection=entry.detection,
        snippet=entry.snippet,
        changes=written and entry.kind not in _IDLE,
        layer=entry.layer,
        vulnerability_id=vulnerability_id,
        finding_id=finding_id,
        absorbed_id=VulnerabilityId(entry.absorbed) if entry.absorbed else None,
        heading=heading,
    )


def title_of(rule: ReportRule) -> str:
    return rule.title[:_LONGEST_TITLE]


def finding_from(rule: ReportRule, import_: Import, *, id_: FindingId, at: datetime) -> Finding:
    """Return the finding that stands for a rule of a tool in the import's group."""
    by = import_.requested_by
    return Finding(
        id=id_,
        group_name=import_.group_name,
        title=title_of(rule),
        description=(rule.description or rule.name)[:1000],
        threat="",
        attack_vector_description="",
        recommendation=rule.help_text[:500] or rule.help_uri[:500],
        severity=Severity(
            score=rule.score,
            vector_v3=rule.vector_v3,
            vector_v4=rule.vector_v4,
            score_v4=rule.score_v4,
        ),
        created_by=by,
        created_at=at,
        hacker_email=by,
        state=FindingState(
            status=FindingStatus.CREATED, source=Source.MACHINE, modified_by=by, modified_at=at
        ),
        cwe_ids=rule.cwes,
        detected_by=DetectedBy(tool=rule.tool, rule=rule.id),
        import_id=import_.id,
        version=milliseconds(at),
    )


def _kind(detection: Detection) -> tuple[VulnerabilityType, Technique]:
    if detection.parameter is not None:
        return VulnerabilityType.INPUTS, Technique.DAST
    technique = Technique.SAST if detection.package is None else Technique.SCA
    return VulnerabilityType.LINES, technique


def vulnerability_from(result: PlannedResult, import_: Import, *, at: datetime) -> Vulnerability:
    """Return the vulnerability that a result creates: VULNERABLE at once, with no draft step."""
    assert result.vulnerability_id is not None, "a plan gives ids to what it creates"
    assert result.finding_id is not None, "a plan gives findings to what it creates"
    by = import_.requested_by
    where, specific = place_of(result.detection)
    type_, technique = _kind(result.detection)
    return Vulnerability(
        id=result.vulnerability_id,
        finding_id=result.finding_id,
        group_name=import_.group_name,
        root_id=import_.root_id,
        type=type_,
        technique=technique,
        created_by=by,
        created_at=at,
        hacker_email=by,
        state=VulnerabilityState(
            status=VulnerabilityStatus.VULNERABLE,
            where=where,
            specific=specific,
            source=Source.MACHINE,
            commit=import_.commit,
            tool=result.detection.tool,
            snippet=result.snippet or None,
            import_id=import_.id,
            modified_by=by,
            modified_at=at,
        ),
        treatment=Treatment(status=TreatmentStatus.UNTREATED, modified_at=at),
        reported_at=at,
        detection=result.detection,
        version=milliseconds(at),
    )
