"""Sign-in links: for the first sign-in, and for when nothing else lets anybody in."""

from datetime import datetime

from authz.access import Access, Principal, access_of
from authz.links import LIFE, link_digest, new_link_text
from db_model.commit import attempted, commit
from db_model.sign_in_links.add import added
from db_model.sign_in_links.get import owner
from db_model.sign_in_links.remove import removed
from db_model.sign_in_links.types import SignInLink
from db_model.types import Email, SignInLinkId
from kit.ids import random_id
from kit.time import milliseconds
from stakeholders.domain._sessions import arrived, begun, signed_in
from stakeholders.errors import LinkExpired
from stakeholders.types import Browser
from store.types import Database, Write

METHOD = "sign-in link"


def link_writes(
    email: Email, person: Access | None, *, at: datetime
) -> tuple[str, tuple[Write, ...]]:
    """Return the secret of a new link for ``email``, and the writes that make it the only one."""
    text = new_link_text()
    digest = link_digest(text)
    assert digest is not None, "a new secret is one of ours"
    link = SignInLink(
        id=SignInLinkId(random_id()),
        email=email,
        digest=digest,
        created_at=at,
        ends_at=at + LIFE,
        version=milliseconds(at),
    )
    former = () if person is None else person.links
    return text, (*added(link), *(write for each in former for write in removed(each)))


async def sign_in_by_link(db: Database, text: str, browser: Browser, *, at: datetime) -> str:
    """Sign in whom the link with this secret is for, and use it up; return the cookie's text.

    One commit: of several at once, one is let in.

    Raises:
        LinkExpired: there is no such link, or no more.
    """
    digest = link_digest(text)
    if digest is None:
        raise LinkExpired

    async def attempt() -> str:
        person, link = await _standing(db, digest, at=at)
        new = await begun(db, link.email, person, browser, method=METHOD, at=at)
        writes = (*removed(link), *new.writes, arrived(person.stakeholder, at=at))
        await commit(db, writes, signed_in(link.email, browser, new, at=at))
        return new.text

    return await attempted(attempt)


async def _standing(db: Database, digest: str, *, at: datetime) -> tuple[Access, SignInLink]:
    found = await owner(db, digest)
    person = None if found is None else await access_of(db, Principal(email=found.email))
    if person is None:
        raise LinkExpired
    for link in person.links:
        if link.digest == digest and link.ends_at > at:
            return person, link
    raise LinkExpired
