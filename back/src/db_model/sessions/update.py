"""Writes that change a session."""

from dataclasses import replace
from datetime import datetime

from db_model.sessions import keys
from db_model.sessions.types import Session, SessionUse
from kit.time import milliseconds
from store.types import AtVersion, Put
from store.versions import next_version


def acknowledged(session: Session, *, at: datetime) -> Put:
    """Return the write that remembers that the person knows of the other sessions."""
    version = next_version(session.version, milliseconds(at))
    told = replace(session, is_concurrent=False, version=version)
    return Put(keys.item(told), AtVersion(session.version))


def used(
    digest: str, use: SessionUse, *, at: datetime, address: str | None, until: datetime
) -> Put:
    """Return the write that remembers a use after ``use``; a session that ended stays so."""
    version = next_version(use.version, milliseconds(at))
    later = replace(use, at=at, address=address, version=version)
    return Put(keys.use_item(digest, later, until=until), AtVersion(use.version))
