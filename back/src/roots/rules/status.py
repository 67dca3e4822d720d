"""Whether a root is tested, and what becomes of its vulnerabilities when it is not."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, TypeVar

from authz.policy import Attribute
from db_model.roots.types import GitRoot, IPRoot, Root, RootReason, RootState, RootStatus
from db_model.types import Email
from db_model.vulnerabilities.types import Reason, Vulnerability, VulnerabilityStatus
from kit.time import milliseconds
from roots.errors import RootBeingMoved
from roots.types import Leaving
from store.versions import next_version
from texts.rules import filled, free, sized

S = TypeVar("S", bound=RootState)

_LONGEST: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    status: RootStatus
    by: Email
    at: datetime
    leaving: Leaving | None = None


def leaving_from(given: Leaving) -> Leaving:
    """Return ``given`` as it is kept: words only for ``OTHER``, which must have some.

    Raises:
        AppError: the words are blank, over 1,000 characters, or not free text.
    """
    if given.reason is not RootReason.OTHER:
        return Leaving(reason=given.reason)
    return Leaving(
        reason=given.reason, other=free(sized(filled(given.other or ""), most=_LONGEST), "other")
    )


def service_of(root: Root) -> Attribute:
    """Return what a group must have for a root of this kind to be tested in it."""
    return Attribute.WHITE if isinstance(root, GitRoot) else Attribute.BLACK


def check_settled(root: Root) -> None:
    """Check that ``root`` is at no end of a move that goes on.

    Raises:
        RootBeingMoved: it is.
    """
    if root.move is not None and not root.move.is_over:
        raise RootBeingMoved


def deactivated(was: Root, leaving: Leaving, *, by: Email, at: datetime) -> Root:
    """Return ``was`` as it is when it is not tested any more; ``was`` itself if it was not."""
    return _turned(was, _Turn(status=RootStatus.INACTIVE, by=by, at=at, leaving=leaving))


def activated(was: Root, *, by: Email, at: datetime) -> Root:
    """Return ``was`` as it is when it is tested; ``was`` itself if it was."""
    return _turned(was, _Turn(status=RootStatus.ACTIVE, by=by, at=at))


def _turned(was: Root, turn: _Turn) -> Root:
    if was.state.status is turn.status:
        return was
    version = next_version(was.version, milliseconds(turn.at))
    if isinstance(was, GitRoot):
        return replace(was, state=_state(was.state, turn), version=version)
    if isinstance(was, IPRoot):
        return replace(was, state=_state(was.state, turn), version=version)
    return replace(was, state=_state(was.state, turn), version=version)


def _state(was: S, turn: _Turn) -> S:
    return replace(
        was,
        status=turn.status,
        status_at=turn.at,
        reason=turn.leaving.reason if turn.leaving else None,
        other=turn.leaving.other if turn.leaving else None,
        modified_by=turn.by,
        modified_at=turn.at,
    )


def excluded(was: Vulnerability, *, by: Email, at: datetime) -> Vulnerability | None:
    """Return ``was`` closed, as its place is not tested any more; ``None`` unless it is open."""
    if was.state.status is not VulnerabilityStatus.VULNERABLE:
        return None
    state = replace(
        was.state,
        status=VulnerabilityStatus.SAFE,
        reasons=(Reason.EXCLUSION,),
        other_reason=None,
        modified_by=by,
        modified_at=at,
    )
    version = next_version(was.version, milliseconds(at))
    return replace(was, state=state, closed_at=at, version=version)
