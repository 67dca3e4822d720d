"""Sessions of browsers: the text of their cookie, and how long they last.

256 random bits allow a plain hash at rest.  A session ends eight hours after it began, and
half an hour after its last use.
"""

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from typing import Final

from db_model.sessions.types import Session, SessionUse

LIFE: Final = timedelta(hours=8)
IDLE: Final = timedelta(minutes=30)
# How often a use is written, so that most requests of a session write nothing.
USE_RECORDED_EVERY: Final = timedelta(minutes=1)
MOST_SESSIONS: Final = 10

_BYTES: Final = 32
_TEXT: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def new_session_text() -> str:
    """Return the text of a new session's cookie: 32 random bytes in base64url."""
    return secrets.token_urlsafe(_BYTES)


def session_digest(text: str) -> str | None:
    """Return the SHA-256 in hex of a cookie's text, or ``None`` for what never was one of ours."""
    if _TEXT.fullmatch(text) is None:
        return None
    return hashlib.sha256(text.encode()).hexdigest()


def counts_until(session_ends_at: datetime, used_at: datetime) -> datetime:
    """Return when a session ends that is not used after ``used_at``."""
    return min(session_ends_at, used_at + IDLE)


def stands(session: Session, use: SessionUse | None, *, now: datetime) -> bool:
    """Return whether ``session``, last used as ``use`` tells, has not ended."""
    if use is None or use.session_id != session.id:
        return False
    return now < counts_until(session.ends_at, use.at)
