"""Writes that remove a stakeholder."""

from datetime import datetime

from db_model.stakeholders import keys
from db_model.stakeholders.types import Stakeholder
from kit.time import milliseconds
from store.types import AtVersion, Delete, Item, Put, Whatever, Write
from store.versions import next_version


def removed(stakeholder: Stakeholder, *, at: datetime) -> tuple[Write, ...]:
    """Return the writes that remove ``stakeholder``, unless it was changed meanwhile.

    Nothing but the last version is kept of it, for whoever comes back.
    """
    version = next_version(stakeholder.version, milliseconds(at))
    end = Item(key=keys.end(stakeholder.email), kind="stakeholder-end", version=version, body=b"")
    return (
        Delete(keys.main(stakeholder.email), AtVersion(stakeholder.version)),
        Put(end, Whatever()),
    )
