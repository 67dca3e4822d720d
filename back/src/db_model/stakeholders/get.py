"""Reads of stakeholders."""

from db_model.codec import maybe
from db_model.stakeholders import keys
from db_model.stakeholders.types import Stakeholder
from db_model.types import Email
from store.types import Database


async def stakeholder(db: Database, email: Email) -> Stakeholder | None:
    return maybe(Stakeholder, (await db.get([keys.main(email)]))[0])
