"""Browsers that sign in, in a test's world."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Final

from httpx import ASGITransport, AsyncClient

from api.http.cookies import SESSION_COOKIE
from authz.access import Principal, access_of
from authz.sessions import LIFE, new_session_text, session_digest
from db_model.sessions import keys
from db_model.sessions.types import Session, SessionUse
from db_model.types import SessionId
from installation.domain import sign_in_link_for
from people import Person
from populations import put
from stakeholders.domain import begin_session
from stakeholders.types import Browser
from store.requests import RequestStore
from store.types import Absent, Put
from world import World

# A client of it sends Secure cookies.
ORIGIN: Final = "https://localhost:8001"
FIREFOX: Final = Browser(agent="Firefox", address="192.0.2.7", request_id="request-1")


async def a_session(world: World, person: Person, browser: Browser = FIREFOX) -> str:
    """Sign ``person`` in; return the cookie, which takes the place of a token in ``ask``."""
    db = RequestStore(world.service.engines.store)
    text = await begin_session(db, person.email, browser, method="test", at=world.clock())
    return cookie_of(text)


async def an_old_session(world: World, person: Person, *, began: timedelta, used: timedelta) -> str:
    """Put a session there that began and was used so long ago; return its cookie."""
    now, text = world.clock(), new_session_text()
    digest = session_digest(text)
    assert digest is not None
    session = Session(
        id=SessionId(f"session-{digest}"),
        email=person.email,
        digest=digest,
        method="test",
        agent="",
        created_at=now - began,
        ends_at=now - began + LIFE,
        version=1,
    )
    use = SessionUse(email=person.email, session_id=session.id, at=now - used, version=1)
    # Kept for longer than it counts: that it has ended is not left to the store alone.
    kept = replace(session, ends_at=now + LIFE)
    main = Put(replace(keys.item(session), expires=keys.item(kept).expires), Absent())
    await put(world, [main, Put(keys.use_item(digest, use, until=now + LIFE), Absent())])
    return cookie_of(text)


async def sessions_of(world: World, person: Person) -> tuple[Session, ...]:
    """Return the sessions that are stored with ``person``."""
    db = RequestStore(world.service.engines.store)
    access = await access_of(db, Principal(email=person.email))
    return () if access is None else access.sessions


def cookie_of(text: str) -> str:
    return f"{SESSION_COOKIE}={text}"


@asynccontextmanager
async def a_browser(world: World, cookie: str | None = None) -> AsyncIterator[AsyncClient]:
    """Give a client that keeps cookies and tells of its requests what a page of ours would."""
    headers = {"Sec-Fetch-Site": "same-origin", "User-Agent": "Firefox/140.0 Linux"}
    async with AsyncClient(
        transport=ASGITransport(world.app), base_url=ORIGIN, headers=headers
    ) as client:
        if cookie is not None:
            text = cookie.removeprefix(f"{SESSION_COOKIE}=")
            # So is the domain called of a cookie that the service itself sets here.
            client.cookies.set(SESSION_COOKIE, text, domain="localhost.local")
        yield client


async def a_link(world: World, email: str) -> str:
    """Make a sign-in link for a person; return its secret."""
    db = RequestStore(world.service.engines.store)
    return await sign_in_link_for(db, email, at=world.clock())
