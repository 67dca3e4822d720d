"""What a finding becomes when somebody writes or rates it, and how it stands by its figures."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from db_model.findings.types import (
    Figures,
    Finding,
    FindingState,
    FindingStatus,
    RemovalReason,
    Severity,
    Source,
)
from db_model.types import Email, FindingId, GroupName
from findings.errors import (
    InvalidTimeToRemediate,
    RequirementsMissing,
    SameText,
    SeverityIsNone,
    TitleIsFixed,
)
from findings.rules.severity import severity_from
from findings.types import NewFinding, Standing, Texts
from kit.time import milliseconds
from store.versions import next_version
from texts.rules import filled, free, sized

_LONGEST_TITLE: Final = 200
_LENGTHS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "description": 1000,
        "threat": 650,
        "attack_vector_description": 650,
        "recommendation": 500,
    }
)
_SAME: Final = ("description", "threat")


def standing_of(figures: Figures) -> Standing:
    """Return how a finding with these ``figures`` stands."""
    if figures.open > 0:
        return Standing.VULNERABLE
    return Standing.SAFE if figures.closed > 0 else Standing.DRAFT


def texts_from(given: Texts, was: Finding | None = None) -> Texts:
    """Return ``given`` as it is kept; what is as it was is not checked again.

    Raises:
        RequirementsMissing: a list of no requirement is given.
        AppError: a text is blank, too long, or not free text.
    """
    if given.requirements is not None and not given.requirements:
        raise RequirementsMissing
    texts = {field: _text(field, given, was) for field in _LENGTHS}
    failed = None if given.requirements is None else _requirements(given.requirements)
    return Texts(title=_title(given.title, was), requirements=failed, **texts)


def _text(field: str, given: Texts, was: Finding | None) -> str:
    text: str = getattr(given, field)
    if was is not None and text == getattr(was, field):
        return text
    return free(sized(filled(text), most=_LENGTHS[field]), field)


def _title(given: str, was: Finding | None) -> str:
    title = filled(given).strip()
    if was is not None and title == was.title.strip():
        return was.title
    return sized(title, most=_LONGEST_TITLE)


def _requirements(given: Iterable[str]) -> tuple[str, ...]:
    kept = {
        free(sized(filled(text).strip(), most=300), "unfulfilled_requirements") for text in given
    }
    return tuple(sorted(kept))


def check_distinct(texts: Texts, others: Iterable[Finding], was: Finding | None = None) -> None:
    """Check that no other finding of the same title says the same as ``texts`` newly do.

    Raises:
        SameText: one does.
    """
    alike = [
        other
        for other in others
        if other.title == texts.title and (was is None or other.id != was.id)
    ]
    for field in _SAME:
        text = getattr(texts, field).strip()
        is_new = was is None or (was.title, getattr(was, field).strip()) != (texts.title, text)
        # An import leaves texts empty: those are not the same, they are missing.
        if text and is_new and any(getattr(other, field).strip() == text for other in alike):
            raise SameText(field)


def described(
    was: Finding, texts: Texts, standing: Standing, *, by: Email, at: datetime
) -> Finding:
    """Return ``was`` with these ``texts``.

    Raises:
        TitleIsFixed: they have another title, and a vulnerability of it was released.
    """
    if texts.title != was.title and standing is not Standing.DRAFT:
        raise TitleIsFixed
    failed = texts.requirements
    now = replace(
        was,
        title=texts.title,
        description=texts.description,
        threat=texts.threat,
        attack_vector_description=texts.attack_vector_description,
        recommendation=texts.recommendation,
        unfulfilled_requirements=was.unfulfilled_requirements if failed is None else failed,
    )
    return _stamped(was, now, by=by, at=at)


def rated(was: Finding, severity: Severity, *, by: Email, at: datetime) -> Finding:
    """Return ``was`` with this severity of 3.1; that of 4.0 stays."""
    own = was.severity
    now = replace(severity, vector_v4=own.vector_v4, score_v4=own.score_v4)
    return _stamped(was, replace(was, severity=now), by=by, at=at)


def removed(was: Finding, reason: RemovalReason, *, by: Email, at: datetime) -> Finding:
    """Return ``was`` removed: a record that nobody sees, and that imports look at."""
    state = replace(
        was.state,
        status=FindingStatus.DELETED,
        justification=reason,
        modified_by=by,
        modified_at=at,
    )
    return replace(was, state=state, version=next_version(was.version, milliseconds(at)))


def _stamped(was: Finding, now: Finding, *, by: Email, at: datetime) -> Finding:
    if now == was:
        return was
    return replace(
        now,
        state=replace(was.state, modified_by=by, modified_at=at),
        version=next_version(was.version, milliseconds(at)),
    )


def finding_from(
    new: NewFinding, group_name: GroupName, *, id_: FindingId, by: Email, at: datetime
) -> Finding:
    """Return the finding that ``new`` asks for.

    Raises:
        InvalidTimeToRemediate: mending would take no time.
        SeverityIsNone: its score is 0.
        AppError: as ``texts_from`` and ``severity_from`` do.
    """
    texts = texts_from(new.texts)
    severity = severity_from(new.rating)
    if severity.score == 0:
        raise SeverityIsNone
    minutes = new.min_time_to_remediate
    if minutes is not None and minutes <= 0:
        raise InvalidTimeToRemediate
    return Finding(
        id=id_,
        group_name=group_name,
        title=texts.title,
        description=texts.description,
        threat=texts.threat,
        attack_vector_description=texts.attack_vector_description,
        recommendation=texts.recommendation,
        severity=severity,
        created_by=by,
        created_at=at,
        hacker_email=by,
        state=FindingState(
            status=FindingStatus.CREATED, source=Source.ASM, modified_by=by, modified_at=at
        ),
        min_time_to_remediate=minutes,
        unfulfilled_requirements=texts.requirements or (),
        version=milliseconds(at),
    )
