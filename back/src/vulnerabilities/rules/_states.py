"""How a vulnerability goes from state to state, and what that does to figures; pure."""

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from db_model.findings.types import Figures, FindingState, Severity
from db_model.vulnerabilities.types import (
    Detection,
    Reason,
    Vulnerability,
    VulnerabilityState,
    VulnerabilityStatus,
    VulnerabilityType,
    ZeroRiskStatus,
)
from kit.time import milliseconds
from store.versions import next_version
from texts.rules import filled, free
from vulnerabilities.errors import (
    AlreadyClosed,
    ClosedStays,
    ConfirmedZeroRisk,
    InvalidCommitHash,
    JustificationTooLong,
    NothingGiven,
    NotOfLines,
    NotRejected,
    NotReleased,
    NotSubmitted,
    ReasonMissing,
)
from vulnerabilities.types import Change, Edit, Rejection, Sighting

_COUNTED: Final[Mapping[VulnerabilityStatus, Figures]] = MappingProxyType(
    {
        VulnerabilityStatus.VULNERABLE: Figures(open=1),
        VulnerabilityStatus.SAFE: Figures(closed=1),
        VulnerabilityStatus.SUBMITTED: Figures(submitted=1),
        VulnerabilityStatus.REJECTED: Figures(rejected=1),
    }
)
_NOTHING: Final = Figures()
_COMMIT: Final = re.compile(r"[0-9a-fA-F]{40}")
LONGEST_REASON: Final = 10_000
GONE: Final = frozenset({VulnerabilityStatus.DELETED, VulnerabilityStatus.MASKED})
_LEFT_ALONE: Final = GONE | {VulnerabilityStatus.REJECTED}


def place_of(detection: Detection) -> tuple[str, str]:
    """Return what ``where`` and ``specific`` say of the place that a tool saw."""
    path, region, package = detection.path, detection.region, detection.package
    if package is not None:
        path = f"{path} ({package.called})" if path else package.called
    line = str(region.start_line if region else 0)
    return path, line if detection.parameter is None else detection.parameter


def seen_again(
    was: Vulnerability,
    detection: Detection,
    snippet: str | None,
    sighting: Sighting,
    *,
    is_removed: bool = False,
) -> Vulnerability | None:
    """Return ``was`` as its tool sees it now: moved, changed or back; ``None`` if all is as it was.

    What is closed opens with its history; what a person removed, by itself or with its finding
    (``is_removed``), or refused stays so, and only where its tool sees it is remembered, so
    that it is known the next time as well.
    """
    stays = is_removed or was.state.status in _LEFT_ALONE
    back = was.state.status is VulnerabilityStatus.SAFE and not stays
    if not back and was.detection == detection:
        return None
    version = next_version(was.version, milliseconds(sighting.at))
    if stays:
        return replace(was, detection=detection, version=version)
    return replace(
        was,
        state=_seen_state(was.state, detection, snippet, sighting),
        detection=detection,
        closed_at=None if back else was.closed_at,
        version=version,
    )


def _seen_state(
    was: VulnerabilityState, detection: Detection, snippet: str | None, sighting: Sighting
) -> VulnerabilityState:
    where, specific = place_of(detection)
    back = was.status is VulnerabilityStatus.SAFE
    state = replace(was, where=where, specific=specific, snippet=snippet)
    if not back and state == was:
        return was
    return replace(
        state,
        status=VulnerabilityStatus.VULNERABLE if back else was.status,
        reasons=(Reason.REPORTED_AGAIN,) if back else (),
        commit=sighting.commit or was.commit,
        import_id=sighting.import_id,
        modified_by=sighting.by,
        modified_at=sighting.at,
    )


def seen_no_more(was: Vulnerability, sighting: Sighting) -> Vulnerability | None:
    """Return ``was`` closed, since its tool looked and did not see it; ``None`` unless open."""
    if was.state.status is not VulnerabilityStatus.VULNERABLE:
        return None
    state = replace(
        was.state,
        status=VulnerabilityStatus.SAFE,
        reasons=(Reason.NOT_REPORTED,),
        import_id=sighting.import_id,
        modified_by=sighting.by,
        modified_at=sighting.at,
    )
    return replace(
        was,
        state=state,
        closed_at=sighting.at,
        version=next_version(was.version, milliseconds(sighting.at)),
    )


def closed(was: Vulnerability, change: Change) -> Vulnerability:
    """Return ``was`` closed by a person.

    Raises:
        AlreadyClosed: it is closed.
        NotReleased: it is a draft.
        ConfirmedZeroRisk: it was found to be no risk, and is nothing to close.
    """
    if was.state.status is VulnerabilityStatus.SAFE:
        raise AlreadyClosed
    if was.state.status is not VulnerabilityStatus.VULNERABLE:
        raise NotReleased
    if was.zero_risk is ZeroRiskStatus.CONFIRMED:
        raise ConfirmedZeroRisk
    return replace(_moved(was, VulnerabilityStatus.SAFE, change), closed_at=change.at)


def confirmed(was: Vulnerability, change: Change) -> Vulnerability:
    """Return ``was`` released by a reviewer; when it was reported first stays.

    Raises:
        NotSubmitted: it does not wait for review.
    """
    if was.state.status is not VulnerabilityStatus.SUBMITTED:
        raise NotSubmitted
    now = _moved(was, VulnerabilityStatus.VULNERABLE, change, reasons=(Reason.NO_JUSTIFICATION,))
    return replace(now, reported_at=was.reported_at or change.at)


def rejected(was: Vulnerability, change: Change, rejection: Rejection) -> Vulnerability:
    """Return ``was`` refused by a reviewer.

    Raises:
        NotSubmitted: it does not wait for review.
    """
    if was.state.status is not VulnerabilityStatus.SUBMITTED:
        raise NotSubmitted
    now = _moved(was, VulnerabilityStatus.REJECTED, change, reasons=rejection.reasons)
    return replace(now, state=replace(now.state, other_reason=rejection.other))


def rejection_from(given: Rejection) -> Rejection:
    """Return ``given`` as it is kept: each reason once, and words only for ``OTHER``.

    Raises:
        ReasonMissing: there is no reason.
        JustificationTooLong: the words are more than 10,000 characters.
        AppError: the reason is ``OTHER`` and its words are blank or not free text.
    """
    if not given.reasons:
        raise ReasonMissing
    reasons = tuple(dict.fromkeys(given.reasons))
    if Reason.OTHER not in reasons:
        return Rejection(reasons=reasons)
    words = filled(given.other or "")
    if len(words) > LONGEST_REASON:
        raise JustificationTooLong(LONGEST_REASON)
    return Rejection(reasons=reasons, other=free(words))


def resubmitted(was: Vulnerability, change: Change) -> Vulnerability:
    """Return ``was`` up for review again.

    Raises:
        NotRejected: it was not refused.
    """
    if was.state.status is not VulnerabilityStatus.REJECTED:
        raise NotRejected
    return _moved(was, VulnerabilityStatus.SUBMITTED, change)


def removed(was: Vulnerability, change: Change, reason: Reason) -> Vulnerability:
    """Return ``was`` removed; it is kept, so that its tool's next report does not bring it back.

    Raises:
        ClosedStays: it is closed.
    """
    if was.state.status is VulnerabilityStatus.SAFE:
        raise ClosedStays
    return _moved(was, VulnerabilityStatus.DELETED, change, reasons=(reason,))


def removed_with(was: Vulnerability, finding: FindingState) -> Vulnerability | None:
    """Return ``was`` removed as its finding was, closed or not; ``None`` if it was before.

    It is so from the instant on at which its finding was.
    """
    if was.state.status in GONE:
        return None
    change = Change(by=finding.modified_by, at=finding.modified_at)
    reasons = () if finding.justification is None else (Reason(finding.justification.value),)
    return _moved(was, VulnerabilityStatus.DELETED, change, reasons=reasons)


def described(was: Vulnerability, change: Change, edit: Edit) -> Vulnerability:
    """Return ``was`` with the commit and source that ``edit`` gives.

    Raises:
        NothingGiven: it gives neither.
        NotOfLines: it gives a commit to a place that is not in source code.
        InvalidCommitHash: the commit is not 40 hex characters.
    """
    if edit.commit is None and edit.source is None:
        raise NothingGiven
    if edit.commit is not None and was.type is not VulnerabilityType.LINES:
        raise NotOfLines
    if edit.commit is not None and _COMMIT.fullmatch(edit.commit) is None:
        raise InvalidCommitHash
    commit = was.state.commit if edit.commit is None else edit.commit.lower()
    state = replace(was.state, commit=commit, source=edit.source or was.state.source)
    if state == was.state:
        return was
    return _stated(was, replace(state, modified_by=change.by, modified_at=change.at))


def rated(was: Vulnerability, change: Change, severity: Severity) -> Vulnerability:
    """Return ``was`` with a severity of its own, where it had another."""
    own = was.severity
    if own is not None:
        severity = replace(severity, vector_v4=own.vector_v4, score_v4=own.score_v4)
    if severity == own:
        return was
    version = next_version(was.version, milliseconds(change.at))
    return replace(was, severity=severity, version=version)


def _moved(
    was: Vulnerability,
    status: VulnerabilityStatus,
    change: Change,
    *,
    reasons: tuple[Reason, ...] = (),
) -> Vulnerability:
    return _stated(
        was,
        replace(
            was.state,
            status=status,
            reasons=reasons,
            other_reason=None,
            modified_by=change.by,
            modified_at=change.at,
        ),
    )


def _stated(was: Vulnerability, state: VulnerabilityState) -> Vulnerability:
    version = next_version(was.version, milliseconds(state.modified_at))
    return replace(was, state=state, version=version)


def figures_change(was: VulnerabilityState | None, now: VulnerabilityState) -> Figures:
    """Return what the step from ``was`` to ``now`` adds to the figures of the finding."""
    after = _COUNTED.get(now.status, _NOTHING)
    before = _NOTHING if was is None else _COUNTED.get(was.status, _NOTHING)
    return Figures(
        open=after.open - before.open,
        closed=after.closed - before.closed,
        submitted=after.submitted - before.submitted,
        rejected=after.rejected - before.rejected,
    )


def figures_sum(changes: tuple[Figures, ...]) -> Figures:
    """Return what ``changes`` add up to."""
    return Figures(
        open=sum(change.open for change in changes),
        closed=sum(change.closed for change in changes),
        submitted=sum(change.submitted for change in changes),
        rejected=sum(change.rejected for change in changes),
    )
