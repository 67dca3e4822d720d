"""What may be undone, and what undoing makes of what an import made or changed; pure.

What people changed since stays: treatment, severity, zero risk, source and commit.  Where they
changed whether it is open, or what it is, or anything about what the import made, it is left
to them, and why is told in words.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeAlias

from db_model.context import Origin
from db_model.findings.types import Finding
from db_model.imports.types import Import, ImportState, Rollback
from db_model.vulnerabilities.types import (
    Reason,
    Vulnerability,
    VulnerabilityState,
    VulnerabilityStatus,
)
from imports.before import Image
from imports.errors import ImportNotApplied, ImportRolledBack
from imports.rules import is_there, stepped
from kit.time import milliseconds
from store.versions import next_version
from vulnerabilities.types import Sighting

SAFE: Final = VulnerabilityStatus.SAFE
VULNERABLE: Final = VulnerabilityStatus.VULNERABLE
_SAID: Final = {
    VulnerabilityStatus.DELETED: "removed",
    VulnerabilityStatus.MASKED: "removed",
    VulnerabilityStatus.REJECTED: "refused",
    VulnerabilityStatus.SAFE: "closed",
    VulnerabilityStatus.SUBMITTED: "put up for review",
    VulnerabilityStatus.VULNERABLE: "opened",
}


@dataclass(frozen=True, slots=True)
class Left:
    """A vulnerability is left as it is, for what ``explanation`` says."""

    explanation: str


Undone: TypeAlias = Vulnerability | Left


def rolling_back(was: Import, asked: Rollback, *, at: datetime) -> Import:
    """Return ``was`` on its way to be undone, as it was ``asked``; from where it stopped, if so."""
    known = was.rollback
    if known is not None:
        asked = replace(asked, taken=known.taken, undone=known.undone, conflicts=known.conflicts)
    return replace(stepped(was, at=at), state=ImportState.ROLLING_BACK, rollback=asked)


def rollback_of(import_: Import) -> Rollback:
    """Return how far ``import_`` is undone; it is being rolled back."""
    assert import_.rollback is not None, "only what is being rolled back is undone"
    return import_.rollback


def rollback_origin(import_: Import, at: datetime) -> Origin:
    """Return where the changes of a rollback come from: whoever asked for it."""
    asked = rollback_of(import_)
    return Origin(
        principal=asked.requested_by,
        at=at,
        token_id=asked.token_id,
        address=asked.address,
        import_id=import_.id,
    )


def check_undoable(import_: Import) -> None:
    """Check that ``import_`` changed something that can be undone.

    Raises:
        ImportRolledBack: it was undone already.
        ImportNotApplied: it is not over, or only told what it would do.
    """
    if import_.state is ImportState.ROLLED_BACK:
        raise ImportRolledBack
    if import_.state is not ImportState.DONE or import_.dry_run:
        raise ImportNotApplied


def is_untouched(finding: Finding, import_: Import) -> bool:
    """Return whether ``import_`` made ``finding``, and nobody changed it since."""
    made = finding.import_id == import_.id
    return made and is_there(finding) and finding.version == milliseconds(finding.created_at)


def made_undone(now: Vulnerability, undoing: Sighting) -> Undone:
    """Return what the import made as if it had never been: no report is compared with it."""
    if now.state.status is not VULNERABLE:
        return _left(now)
    if now.version != milliseconds(now.created_at):
        return Left(_touched(now))
    return replace(
        now,
        state=_state(now.state, VulnerabilityStatus.DELETED, undoing),
        detection=None,
        version=next_version(now.version, milliseconds(undoing.at)),
    )


def changed_undone(now: Vulnerability, image: Image, undoing: Sighting) -> Undone:
    """Return what the import changed as it was before, with what people changed since."""
    was, left = image.was, image.left
    if now.state.status is not left.state.status:
        return _left(now)
    if now.detection != left.detection:
        return Left("left as it is: what it is was corrected after the import")
    state = now.state
    if left.state != was.state:
        state = _restored(now.state, was.state, left.state, undoing)
    return replace(
        now,
        state=state,
        detection=was.detection,
        closed_at=was.closed_at,
        version=next_version(now.version, milliseconds(undoing.at)),
    )


def opens(now: Vulnerability, image: Image) -> bool:
    """Return whether undoing would open what is closed."""
    return now.state.status is SAFE and image.was.state.status is VULNERABLE


def homeless() -> Left:
    """Return what becomes of what would be opened in a finding that was removed."""
    return Left("left closed: its finding was removed after the import")


def _restored(
    now: VulnerabilityState,
    was: VulnerabilityState,
    left: VulnerabilityState,
    undoing: Sighting,
) -> VulnerabilityState:
    state = replace(
        was,
        commit=was.commit if now.commit == left.commit else now.commit,
        source=was.source if now.source == left.source else now.source,
    )
    return _state(state, was.status, undoing)


def _state(
    was: VulnerabilityState, status: VulnerabilityStatus, undoing: Sighting
) -> VulnerabilityState:
    others = tuple(reason for reason in was.reasons if reason is not Reason.ROLLED_BACK)
    return replace(
        was,
        status=status,
        reasons=(Reason.ROLLED_BACK, *others),
        import_id=undoing.import_id,
        modified_by=undoing.by,
        modified_at=undoing.at,
    )


def _left(now: Vulnerability) -> Left:
    return Left(f"left as it is: it was {_SAID[now.state.status]} after the import")


def _touched(now: Vulnerability) -> str:
    if now.treatment.modified_at != now.created_at:
        return "left as it is: it was given a treatment after the import"
    if now.severity is not None:
        return "left as it is: it was given a severity of its own after the import"
    if now.zero_risk is not None:
        return "left as it is: it was said to be no risk after the import"
    return "left as it is: it was changed after the import"
