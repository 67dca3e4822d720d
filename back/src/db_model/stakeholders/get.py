"""Reads of stakeholders."""

from collections.abc import Sequence

from db_model.codec import maybe
from db_model.stakeholders import keys
from db_model.stakeholders.types import Stakeholder
from db_model.types import Email
from store.types import Database


async def stakeholders(db: Database, emails: Sequence[Email]) -> tuple[Stakeholder | None, ...]:
    """Return one stakeholder an e-mail, in order."""
    items = await db.get([keys.main(email) for email in emails])
    return tuple(maybe(Stakeholder, item) for item in items)


async def last_version(db: Database, email: Email) -> int | None:
    """Return the version that a removed stakeholder had last, if there ever was one: a get."""
    (end,) = await db.get([keys.end(email)])
    return None if end is None else end.version
