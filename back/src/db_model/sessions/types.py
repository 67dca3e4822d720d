"""A session: what a browser signs in with; the text of its cookie is stored nowhere."""

from dataclasses import dataclass
from datetime import datetime

from db_model.types import Email, SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """``id`` is public; ``digest`` is the SHA-256 of the cookie's text, in hex.

    ``agent`` is what the browser called itself, ``method`` how the person signed in.  While
    ``is_concurrent`` the person was not told yet that another session lived when it began.
    """

    id: SessionId
    email: Email
    digest: str
    method: str
    agent: str
    created_at: datetime
    ends_at: datetime
    is_concurrent: bool = False
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionUse:
    """What a digest leads to, and when and whence its session was used last, to the minute."""

    email: Email
    session_id: SessionId
    at: datetime
    address: str | None = None
    version: int
