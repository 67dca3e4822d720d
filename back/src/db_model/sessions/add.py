"""Writes that begin a session."""

from datetime import datetime

from db_model.sessions import keys
from db_model.sessions.types import Session, SessionUse
from store.types import Absent, Put


def added(session: Session, use: SessionUse, *, until: datetime) -> tuple[Put, ...]:
    """Return the writes that begin ``session``, whose first ``use`` counts ``until`` then."""
    return (
        Put(keys.item(session), Absent()),
        Put(keys.use_item(session.digest, use, until=until), Absent()),
    )
