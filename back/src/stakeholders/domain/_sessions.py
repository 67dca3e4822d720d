"""Sessions of browsers: how they begin, are kept up, shown, and end."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from authz.access import Access, Principal, access_of, origin
from authz.errors import LoginRequired
from authz.grants import PlatformGrant, require
from authz.policy import Action
from authz.sessions import (
    LIFE,
    MOST_SESSIONS,
    USE_RECORDED_EVERY,
    counts_until,
    new_session_text,
    session_digest,
    stands,
)
from db_model.commit import attempted, commit
from db_model.context import Origin
from db_model.sessions.add import added
from db_model.sessions.get import uses
from db_model.sessions.remove import ended, removed
from db_model.sessions.types import Session, SessionUse
from db_model.sessions.update import acknowledged, used
from db_model.sign_in_links.remove import removed as link_removed
from db_model.stakeholders.types import PlatformRole, Stakeholder
from db_model.stakeholders.update import touched
from db_model.types import Email, SessionId
from kit.ids import random_id
from kit.time import milliseconds
from stakeholders.domain._members import fresh
from stakeholders.errors import SessionNotFound, StakeholderNotFound
from stakeholders.types import Browser, Living
from store.types import Database, Write

_LONGEST_AGENT: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A session that begins when ``writes`` are committed; ``text`` is that of its cookie."""

    id: SessionId
    text: str
    writes: tuple[Write, ...]


async def begun(
    db: Database,
    email: Email,
    person: Access | None,
    browser: Browser,
    *,
    method: str,
    at: datetime,
) -> Begun:
    """Return a session of ``email`` that begins; ``person`` is what it is so far, if anything.

    ``method`` says how it signs in.  The session that the browser had ends, as does the oldest
    where as many stand as may.  Whoever commits the writes has to write the person's own record,
    too: so nobody who is removed meanwhile leaves a session behind.  At most two gets.
    """
    living = () if person is None else await living_sessions(db, person, now=at)
    others = [each.session for each in living if each.session.digest != browser.replaced]
    text, session = _new_session(email, browser, method, is_concurrent=bool(others), at=at)
    use = SessionUse(
        email=email, session_id=session.id, at=at, address=browser.address, version=session.version
    )
    kept = {each.id for each in others[: MOST_SESSIONS - 1]}
    known = () if person is None else person.sessions
    gone = [each for each in known if each.id not in kept]
    writes = (
        *added(session, use, until=counts_until(session.ends_at, at)),
        *_ended(gone),
        *await _replaced(db, browser, gone),
    )
    return Begun(id=session.id, text=text, writes=writes)


async def begin_session(
    db: Database, email: Email, browser: Browser, *, method: str, at: datetime
) -> str:
    """Sign ``email`` in, which is there; one commit; return the text of the cookie.

    Raises:
        LoginRequired: nobody of that address is there.
    """

    async def attempt() -> str:
        person = await access_of(db, Principal(email=email))
        if person is None:
            raise LoginRequired
        new = await begun(db, email, person, browser, method=method, at=at)
        writes = (*new.writes, arrived(person.stakeholder, at=at))
        await commit(db, writes, signed_in(email, browser, new, at=at))
        return new.text

    return await attempted(attempt)


def arrived(stakeholder: Stakeholder, *, at: datetime) -> Write:
    """Return the write of somebody who signs in: whoever was only invited is registered by it."""
    role = stakeholder.role or PlatformRole.USER
    return touched(replace(stakeholder, is_registered=True, role=role, last_login_at=at), at=at)


def signed_in(email: Email, browser: Browser, new: Begun, *, at: datetime) -> Origin:
    """Return where the commit comes from that begins the session ``new``."""
    return Origin(
        principal=email,
        at=at,
        session_id=new.id,
        address=browser.address,
        request_id=browser.request_id,
    )


async def living_sessions(db: Database, access: Access, *, now: datetime) -> tuple[Living, ...]:
    """Return the sessions that stand, the newest first: a get for all."""
    found = await uses(db, [session.digest for session in access.sessions])
    living = [
        Living(session=session, last_used_at=use.at, address=use.address)
        for session, use in zip(access.sessions, found, strict=True)
        if use is not None and stands(session, use, now=now)
    ]
    return tuple(sorted(living, key=lambda each: each.session.created_at, reverse=True))


async def record_session_use(db: Database, access: Access, digest: str, *, at: datetime) -> None:
    """Keep the caller's session up, at most once a minute: a commit then, else nothing.

    Of several requests at once one writes it.  A session that ended meanwhile stays ended.
    """
    (use,) = await uses(db, [digest])  # the request has read it
    session = next((each for each in access.sessions if each.digest == digest), None)
    if use is None or session is None or at - use.at < USE_RECORDED_EVERY:
        return
    until = counts_until(session.ends_at, at)
    address = access.principal.address
    await db.commit([used(digest, use, at=at, address=address, until=until)])


async def end_session(db: Database, access: Access, *, id_: SessionId, at: datetime) -> None:
    """End a session of the caller's; effective on its next request.

    Raises:
        SessionNotFound: the caller has none with this id.
    """
    chosen = [session for session in access.sessions if session.id == id_]
    if not chosen:
        raise SessionNotFound
    await commit(db, _ended(chosen), origin(access, at=at))


async def end_stakeholder_sessions(
    db: Database, grant: PlatformGrant, *, email: str, at: datetime
) -> None:
    """End all sessions of somebody, and its sign-in link; effective on the next request.

    Raises:
        StakeholderNotFound: nobody of that address is there.
    """
    require(grant, Action.END_STAKEHOLDER_SESSIONS)

    async def attempt() -> None:
        person = await access_of(db, Principal(email=Email(email.strip().lower())))
        if person is None:
            raise StakeholderNotFound
        # Who signs in at this very moment does so before, and is out, or after.
        writes = (
            *_ended(person.sessions),
            *(write for link in person.links for write in link_removed(link)),
            touched(person.stakeholder, at=at),
        )
        await commit(db, writes, origin(grant.access, at=at))

    await attempted(attempt)


async def acknowledge_concurrent_session(db: Database, access: Access, *, at: datetime) -> None:
    """Remember that the caller knows that it had a session when it signed in elsewhere."""

    async def attempt() -> None:
        current = await fresh(db, access)
        flagged = [session for session in current.sessions if session.is_concurrent]
        if flagged:
            writes = [acknowledged(session, at=at) for session in flagged]
            await commit(db, writes, origin(access, at=at))

    await attempted(attempt)


def _new_session(
    email: Email, browser: Browser, method: str, *, is_concurrent: bool, at: datetime
) -> tuple[str, Session]:
    text = new_session_text()
    digest = session_digest(text)
    assert digest is not None, "a new text is one of ours"
    return text, Session(
        id=SessionId(random_id()),
        email=email,
        digest=digest,
        method=method,
        agent=browser.agent[:_LONGEST_AGENT],
        created_at=at,
        ends_at=at + LIFE,
        is_concurrent=is_concurrent,
        version=milliseconds(at),
    )


def _ended(sessions: Iterable[Session]) -> list[Write]:
    return [write for session in sessions for write in removed(session)]


async def _replaced(db: Database, browser: Browser, gone: Iterable[Session]) -> tuple[Write, ...]:
    """Return what ends the session that the browser had, unless it is ``gone`` already."""
    if browser.replaced is None or any(each.digest == browser.replaced for each in gone):
        return ()
    (use,) = await uses(db, [browser.replaced])
    return () if use is None else ended(use.email, use.session_id, browser.replaced)
