"""Where stakeholders are stored: one partition a person holds all that decides access."""

import hashlib
from typing import Final

from db_model.codec import item_of
from db_model.keys import part
from db_model.stakeholders.types import Stakeholder
from db_model.types import Email
from store.types import Index, IndexKey, Item, Key

PREFIX: Final = "USR#"
_SHARDS: Final = 16
PLACES: Final = tuple(f"USRS#{shard}" for shard in range(_SHARDS))  # where everybody is listed


def partition(email: Email) -> str:
    return f"{PREFIX}{part(email)}"


def main(email: Email) -> Key:
    return Key(partition(email))


def end(email: Email) -> Key:
    """Return where the last version of a stakeholder that was removed lies.

    It lies beside the person's partition: that one is read whole at each request.
    """
    return Key(f"USRH#{part(email)}")


def item(stakeholder: Stakeholder) -> Item:
    shard = hashlib.sha256(stakeholder.email.encode()).digest()[0] % _SHARDS
    return item_of(
        stakeholder,
        key=main(stakeholder.email),
        kind="stakeholder",
        version=stakeholder.version,
        index=((Index.G1, IndexKey(PLACES[shard], part(stakeholder.email))),),
    )
