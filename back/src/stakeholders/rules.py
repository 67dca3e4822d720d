"""What the business allows of API tokens; pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from db_model.api_tokens.types import ApiToken
from stakeholders.errors import InvalidExpirationTime, TooManyTokens
from texts.rules import filled, free, sized

MOST_TOKENS: Final = 2
LONGEST_LIFE: Final = timedelta(weeks=26)
USE_RECORDED_EVERY: Final = timedelta(seconds=60)


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
    """Check that one more token may be had.

    Raises:
        TooManyTokens: as many as may be stand already.
    """
    if len(standing(tokens, now=now)) >= MOST_TOKENS:
        raise TooManyTokens(MOST_TOKENS)
