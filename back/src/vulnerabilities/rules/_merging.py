"""What people say of identities: two are one, and what was taken for one is two; pure.

One that is merged into another is gone: nobody sees or counts it.  Its tool goes on seeing it, or
not, which its ``detection`` and ``closed_at`` remember (``arch/0038-corrections.md``).
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from db_model.vulnerabilities.types import (
    Detection,
    Reason,
    Vulnerability,
    VulnerabilityState,
    VulnerabilityStatus,
)
from kit.time import milliseconds
from store.versions import next_version
from vulnerabilities.errors import (
    AlreadyClosed,
    InAnotherRoot,
    KeptByHand,
    NotMerged,
    NotReleased,
    TooManyMerged,
    WithItself,
)
from vulnerabilities.rules._states import place_of
from vulnerabilities.types import Change, Sighting

MOST_MERGED: Final = 90  # a get has them and what is read beside them
_OPEN: Final = VulnerabilityStatus.VULNERABLE
_CLOSED: Final = VulnerabilityStatus.SAFE


def merged(
    keep: Vulnerability, absorb: Vulnerability, change: Change
) -> tuple[Vulnerability, Vulnerability]:
    """Return both with ``absorb`` merged into ``keep``, which is open if either was.

    It is reported since the earlier of both; what is done about it, and its severity, stay.

    Raises:
        WithItself: they are one already.
        InAnotherRoot: they are not of the same root.
        NotReleased: one of them is a draft.
        KeptByHand: a tool reported ``absorb`` and none ``keep``.
        TooManyMerged: ``MOST_MERGED`` were merged into ``keep``.
    """
    if keep.id == absorb.id:
        raise WithItself
    if (keep.group_name, keep.root_id) != (absorb.group_name, absorb.root_id):
        raise InAnotherRoot
    if not {keep.state.status, absorb.state.status} <= {_OPEN, _CLOSED}:
        raise NotReleased
    if keep.detection is None and absorb.detection is not None:
        raise KeptByHand
    if len(keep.absorbed) >= MOST_MERGED:
        raise TooManyMerged(MOST_MERGED)
    is_open = _OPEN in (keep.state.status, absorb.state.status)
    state = replace(keep.state, status=_OPEN if is_open else _CLOSED)
    kept = replace(
        _stated(keep, state, (Reason.MERGED,), change),
        closed_at=None if is_open else keep.closed_at,
        reported_at=_earliest((keep.reported_at, absorb.reported_at)),
        absorbed=(*keep.absorbed, absorb.id),
    )
    state = replace(absorb.state, status=VulnerabilityStatus.DELETED)
    gone = replace(_stated(absorb, state, (Reason.DUPLICATED,), change), merged_into=keep.id)
    return kept, gone


def unmerged(
    keep: Vulnerability,
    absorbed: Vulnerability | None,
    change: Change,
    *,
    others: Collection[Vulnerability],
    history: Sequence[VulnerabilityState],
) -> tuple[Vulnerability, Vulnerability]:
    """Return both with ``absorbed`` on its own again.

    It is where its tool saw it last, and open if that sees it, unless ``keep``, and so both of
    them, was closed.  ``keep`` is closed again where nothing but the merger had opened it.
    ``others`` are what else was merged into it; ``history`` has its states, the first first.

    Raises:
        NotMerged: ``absorbed`` is not merged into ``keep``.
    """
    if absorbed is None or absorbed.merged_into != keep.id:
        raise NotMerged
    is_open = keep.state.status is _OPEN and absorbed.closed_at is None
    state = replace(_placed(absorbed), status=_OPEN if is_open else _CLOSED)
    back = replace(
        _stated(absorbed, state, (Reason.SPLIT,), change),
        closed_at=None if is_open else absorbed.closed_at or keep.closed_at or change.at,
        merged_into=None,
    )
    closed_at = _closed_before(keep, absorbed, history)
    state = replace(keep.state, status=_CLOSED) if closed_at else keep.state
    left = replace(
        _stated(keep, state, (Reason.SPLIT,), change),
        closed_at=closed_at or keep.closed_at,
        reported_at=_earliest(
            (_first_reported(history) or keep.reported_at, *(each.reported_at for each in others))
        ),
        absorbed=tuple(id_ for id_ in keep.absorbed if id_ != absorbed.id),
    )
    return left, back


def taken_back(
    was: Vulnerability,
    before: Vulnerability,
    change: Change,
    *,
    is_missed: bool,
    merged: Collection[Vulnerability] = (),
) -> Vulnerability:
    """Return ``was``, which is open, as if a report had not shown it: as it was ``before``.

    It is closed if it was, or if the report would have closed it, as it ``is_missed`` there;
    not while one of those ``merged`` into it is seen.

    Raises:
        AlreadyClosed: it is closed.
        NotReleased: it is a draft.
    """
    if was.state.status is _CLOSED:
        raise AlreadyClosed
    if was.state.status is not _OPEN:
        raise NotReleased
    was_open = before.state.status is not _CLOSED
    if any(each.detection is not None and each.closed_at is None for each in merged):
        is_missed, was_open = False, True
    reasons = (Reason.SPLIT, Reason.NOT_REPORTED) if was_open and is_missed else (Reason.SPLIT,)
    state = replace(
        was.state,
        status=_CLOSED if is_missed or not was_open else _OPEN,
        where=before.state.where,
        specific=before.state.specific,
        snippet=before.state.snippet,
        commit=before.state.commit,
    )
    missed_at = change.at if is_missed else None
    return replace(
        _stated(was, state, reasons, change),
        detection=before.detection,
        closed_at=missed_at if was_open else before.closed_at,
    )


def remembered(
    was: Vulnerability, detection: Detection | None, sighting: Sighting
) -> Vulnerability | None:
    """Return ``was``, merged into another, as its tool sees it now; ``None`` if nothing changed.

    Without ``detection`` its tool looked, and saw it no more.
    """
    now = replace(
        was,
        detection=detection or was.detection,
        closed_at=None if detection else was.closed_at or sighting.at,
    )
    if now == was:
        return None
    return replace(now, version=next_version(was.version, milliseconds(sighting.at)))


def _placed(was: Vulnerability) -> VulnerabilityState:
    if was.detection is None:
        return was.state
    where, specific = place_of(was.detection)
    return replace(was.state, where=where, specific=specific)


def _stated(
    was: Vulnerability, state: VulnerabilityState, reasons: tuple[Reason, ...], change: Change
) -> Vulnerability:
    """Return ``was`` in ``state``; what stays closed keeps why it is beside what is told now."""
    if was.state.status is state.status is _CLOSED:
        reasons = tuple(dict.fromkeys((*was.state.reasons, *reasons)))
    state = replace(
        state,
        reasons=reasons,
        other_reason=None,
        modified_by=change.by,
        modified_at=change.at,
    )
    return replace(was, state=state, version=next_version(was.version, milliseconds(change.at)))


def _earliest(instants: Collection[datetime | None]) -> datetime | None:
    return min((each for each in instants if each is not None), default=None)


def _first_reported(history: Sequence[VulnerabilityState]) -> datetime | None:
    return next((each.modified_at for each in history if each.status is _OPEN), None)


def _closed_before(
    keep: Vulnerability, absorbed: Vulnerability, history: Sequence[VulnerabilityState]
) -> datetime | None:
    """Return since when ``keep`` was closed, if it is as merging ``absorbed`` opened it."""
    if keep.state.status is not _OPEN or keep.state.modified_at != absorbed.state.modified_at:
        return None
    since = None
    for state in reversed(history[:-1]):
        if state.status is not _CLOSED:
            break
        since = state.modified_at
    return since
