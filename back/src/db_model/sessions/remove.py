"""Writes that end a session."""

from db_model.sessions import keys
from db_model.sessions.types import Session
from db_model.types import Email, SessionId
from store.types import Delete, Whatever


def removed(session: Session) -> tuple[Delete, ...]:
    return ended(session.email, session.id, session.digest)


def ended(email: Email, id_: SessionId, digest: str) -> tuple[Delete, ...]:
    """Return the writes that end a session, in whatever state it is: nothing may prevent that."""
    return Delete(keys.main(email, id_), Whatever()), Delete(keys.by_digest(digest), Whatever())
