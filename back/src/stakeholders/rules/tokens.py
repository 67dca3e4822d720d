"""What the business allows of API tokens; pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from db_model.api_tokens.types import ApiToken, Reach
from db_model.types import GroupName
from kit.time import milliseconds
from stakeholders.errors import (
    InvalidExpirationTime,
    InvalidOverlap,
    InvalidReach,
    TokenReplaced,
    TooManyTokens,
)
from stakeholders.types import AskedReach
from store.versions import next_version
from texts.rules import filled, free, sized

MOST_TOKENS: Final = 2
LONGEST_LIFE: Final = timedelta(weeks=26)
USE_RECORDED_EVERY: Final = timedelta(seconds=60)
LONGEST_OVERLAP: Final = timedelta(days=7)  # of a token and the one that replaces it
WARNED_BEFORE: Final = (timedelta(days=14), timedelta(days=3))
UNUSED: Final = timedelta(days=180)  # after which a token is revoked
MOST_REACHED: Final = 50  # organizations, or groups, that a token may be held to


def token_name_from(text: str) -> str:
    """Return a name that tells its owner's tokens apart.

    Raises:
        AppError: it is blank, longer than 20 characters, or no free text.
    """
    return free(sized(filled(text), least=1, most=20), "name")


def expiry_from(seconds: int, *, now: datetime) -> datetime:
    """Return the instant that is ``seconds`` after the epoch.

    Raises:
        InvalidExpirationTime: it is not later than ``now`` by at most 26 weeks.
    """
    if not now.timestamp() < seconds < (now + LONGEST_LIFE).timestamp():
        raise InvalidExpirationTime
    return datetime.fromtimestamp(seconds, UTC)


def standing(tokens: Sequence[ApiToken], *, now: datetime) -> tuple[ApiToken, ...]:
    """Return the tokens that have not expired."""
    return tuple(token for token in tokens if token.expires_at > now)


def check_room(tokens: Sequence[ApiToken], *, now: datetime) -> None:
    """Check that one more token may be had, not counting those that were replaced.

    Raises:
        TooManyTokens: as many as may be stand already.
    """
    if sum(not token.replaced for token in standing(tokens, now=now)) >= MOST_TOKENS:
        raise TooManyTokens(MOST_TOKENS)


def reach_from(asked: AskedReach) -> Reach | None:
    """Return what a token is held to; ``None`` for all that its owner may do.

    Raises:
        InvalidReach: a list is empty or too long, or places are named without scopes.
    """
    lists = (asked.scopes, asked.organizations, asked.groups)
    if all(given is None for given in lists):
        return None
    if asked.scopes is None or any(
        given is not None and not 1 <= len(given) <= MOST_REACHED for given in lists
    ):
        raise InvalidReach
    return Reach(
        scopes=frozenset(asked.scopes),
        organizations=frozenset(asked.organizations or ()),
        groups=frozenset(GroupName(name.lower()) for name in asked.groups or ()),
    )


def overlap_from(seconds: int) -> timedelta:
    """Return how long a token works on beside the one that replaces it.

    Raises:
        InvalidOverlap: it is negative, or longer than 7 days.
    """
    if not 0 <= seconds <= LONGEST_OVERLAP.total_seconds():
        raise InvalidOverlap
    return timedelta(seconds=seconds)


def check_overlaps(tokens: Sequence[ApiToken], *, now: datetime) -> None:
    """Check that one more token may be replaced while it works on.

    Raises:
        TooManyTokens: as many as may be do already.
    """
    if sum(token.replaced for token in standing(tokens, now=now)) >= MOST_TOKENS:
        raise TooManyTokens(MOST_TOKENS)


def retired(token: ApiToken, *, overlap: timedelta, now: datetime) -> ApiToken:
    """Return ``token`` as it is once it was replaced: it ends with the overlap, or as it did.

    Raises:
        TokenReplaced: it was replaced before.
    """
    if token.replaced:
        raise TokenReplaced
    return replace(
        token,
        replaced=True,
        expires_at=min(token.expires_at, now + overlap),
        version=next_version(token.version, milliseconds(now)),
    )


def looks(token: ApiToken) -> tuple[datetime, ...]:
    """Return when ``token`` is to be looked at: before it expires, and once it may be unused."""
    at = (*(token.expires_at - before for before in WARNED_BEFORE), token.issued_at + UNUSED)
    return tuple(each for each in at if token.issued_at < each < token.expires_at)


def warned_of(token: ApiToken, *, now: datetime) -> timedelta | None:
    """Return the shortest time before its end at which a warning of ``token`` is due by ``now``."""
    due = [before for before in WARNED_BEFORE if token.expires_at - before <= now]
    return min(due, default=None) if token.expires_at > now and not token.replaced else None
