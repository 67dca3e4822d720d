"""Unlinking identities: what whoever runs the machine may do for a person."""

from datetime import datetime

from authz.access import Principal, access_of
from db_model.commit import attempted, commit, made_by
from db_model.identities.remove import removed
from db_model.sessions.remove import removed as session_removed
from db_model.stakeholders.update import touched
from db_model.types import Email
from identities.errors import PersonNotFound
from store.types import Database, Write


async def unlink(db: Database, email: str, *, at: datetime) -> int:
    """Unlink all identities of somebody and end all sessions; return how many were unlinked.

    The next identity that signs in with the e-mail, verified, becomes the person's.  Roles stay
    as they are.  One commit.

    Raises:
        PersonNotFound: nobody of that e-mail is there.
    """
    known = Email(email.strip().lower())

    async def attempt() -> int:
        person = await access_of(db, Principal(email=known))
        if person is None:
            raise PersonNotFound
        writes: tuple[Write, ...] = (
            *(write for identity in person.identities for write in removed(identity)),
            *(write for session in person.sessions for write in session_removed(session)),
            touched(person.stakeholder, at=at),
        )
        await commit(db, writes, made_by(known, at=at))
        return len(person.identities)

    return await attempted(attempt)
