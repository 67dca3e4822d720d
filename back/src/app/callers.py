"""Who sends a request: by a token, or by the session of a browser."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog

from api.http.cookies import session_text
from api.http.types import RequestInfo
from authz.access import Access, access_by_session, access_by_token
from authz.errors import LoginRequired
from authz.sessions import session_digest
from authz.tokens import digest_of
from db_model.types import Email
from errors import Unavailable
from stakeholders.domain import record_session_use, record_use
from stakeholders.rules.tokens import USE_RECORDED_EVERY
from store.requests import RequestStore
from store.types import Database, Store

_LOG: Final = structlog.get_logger("integrates.callers")
_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who signed in; two requests of one caller are equal whatever was read for each."""

    email: Email
    access: Access = field(compare=False)
    db: Database = field(compare=False)


async def identify(
    store: Store, info: RequestInfo, *, now: datetime, used: dict[str, datetime]
) -> Caller | None:
    """Return who holds the token of the request, or without one has its session.

    ``None`` where that is not good: a session does not make up for a bad token.  ``used`` is when
    this process last recorded the use of each token.
    """
    db = RequestStore(store)
    try:
        if "authorization" in info.headers:
            access = await _by_token(db, info, now=now, used=used)
        else:
            access = await _by_session(db, info, now=now)
    except LoginRequired:
        return None
    return Caller(email=access.principal.email, access=access, db=db)


async def _by_token(
    db: RequestStore, info: RequestInfo, *, now: datetime, used: dict[str, datetime]
) -> Access:
    _, _, text = info.headers["authorization"].strip().partition(" ")
    digest = digest_of(text.strip())
    if digest is None:
        raise LoginRequired
    access = await access_by_token(db, digest, now=now, address=info.address, request_id=info.id)
    # The process remembers what it recorded, so that most requests do not even look.
    last = used.get(digest)
    if last is None or now - last >= USE_RECORDED_EVERY:
        if len(used) > _REMEMBERED:
            used.clear()
        used[digest] = now
        try:
            await record_use(db, access, at=now)
        except Unavailable as fault:
            # A full disk takes no note any more, and still answers questions.
            _LOG.warning("use of a token not recorded", reason=str(fault))
    return access


async def _by_session(db: RequestStore, info: RequestInfo, *, now: datetime) -> Access:
    text = session_text(info.headers)
    digest = None if text is None else session_digest(text)
    if digest is None:
        raise LoginRequired
    access = await access_by_session(db, digest, now=now, address=info.address, request_id=info.id)
    try:
        await record_session_use(db, access, digest, at=now)
    except Unavailable as fault:
        _LOG.warning("use of a session not recorded", reason=str(fault))
    return access
