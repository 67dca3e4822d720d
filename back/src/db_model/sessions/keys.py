"""Where sessions are stored: with whose they are, and found by digest.

Uses lie with the digests, which each request asks for in any case: no request reads more to
know when the one before it came.  The store forgets both by itself.
"""

from datetime import datetime

from db_model.codec import item_of
from db_model.keys import part
from db_model.sessions.types import Session, SessionUse
from db_model.stakeholders.keys import partition
from db_model.types import Email, SessionId
from store.types import Item, Key

KIND = "session"


def main(email: Email, id_: SessionId) -> Key:
    return Key(partition(email), f"SES#{part(id_)}")


def by_digest(digest: str) -> Key:
    return Key(f"~SES#{digest}")


def item(session: Session) -> Item:
    return item_of(
        session,
        key=main(session.email, session.id),
        kind=KIND,
        version=session.version,
        expires=int(session.ends_at.timestamp()),
    )


def use_item(digest: str, use: SessionUse, *, until: datetime) -> Item:
    """Return the item of a use that counts ``until`` then."""
    return item_of(
        use,
        key=by_digest(digest),
        kind="session-use",
        version=use.version,
        expires=int(until.timestamp()),
    )
