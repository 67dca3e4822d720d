"""Browsers that sign in, in a test's world."""

from api.http.cookies import SESSION_COOKIE
from people import Person
from stakeholders.domain import begin_session
from stakeholders.types import Browser
from store.requests import RequestStore
from world import World

FIREFOX = Browser(agent="Firefox", address="192.0.2.7", request_id="request-1")


async def a_session(world: World, person: Person, browser: Browser = FIREFOX) -> str:
    """Sign ``person`` in; return the cookie, which takes the place of a token in ``ask``."""
    db = RequestStore(world.service.engines.store)
    text = await begin_session(db, person.email, browser, method="test", at=world.clock())
    return cookie_of(text)


def cookie_of(text: str) -> str:
    return f"{SESSION_COOKIE}={text}"
