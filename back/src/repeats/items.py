"""Where claims lie: unstreamed, one a caller and request, until they expire."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Final

from db_model.codec import decode, item_of
from db_model.commit import CONTEXT
from db_model.keys import part
from db_model.types import Email
from kit.ids import random_id
from kit.time import milliseconds
from repeats.types import Asked, Asker, Claim, Made, State
from store.types import UNSTREAMED, Absent, AtVersion, Item, Key, Put, Write
from store.versions import next_version

KIND: Final = "repeat"
_MOST_MADE: Final = 20


def key_of(email: Email, place: str) -> Key:
    return Key(f"~IDEM#{part(email)}#{place}")


def claim_of(item: Item) -> Claim:
    return decode(Claim, item)


def begun(
    asked: Asked,
    asker: Asker,
    *,
    at: datetime,
    over: Claim | None = None,
    writes: Sequence[Write] = (),
) -> Claim:
    """Return the claim that goes with the ``writes`` of a request's first commit."""
    return Claim(
        digest=asked.digest,
        nonce=random_id(),
        state=State.BEGUN,
        at=at,
        token_id=asker.token_id,
        rights=asker.rights,
        answer=None,
        made=made_by(writes) if asked.key is None else (),
        version=next_version(over.version if over else None, milliseconds(at)),
    )


def made_by(writes: Sequence[Write]) -> tuple[Made, ...]:
    """Return some of the entities that ``writes`` put somewhere."""
    puts = [write.item for write in writes if isinstance(write, Put)]
    things = [
        item for item in puts if item.kind != CONTEXT and not item.key.pk.startswith(UNSTREAMED)
    ]
    return tuple(Made(item.key.pk, item.key.sk, item.version) for item in things[:_MOST_MADE])


def stored(claim: Claim, key: Key, *, until: datetime, over: Claim | None = None) -> Put:
    """Return the write of ``claim`` in the place of ``over``, or where there is none."""
    item = item_of(
        claim, key=key, kind=KIND, version=claim.version, expires=ceil(until.timestamp())
    )
    return Put(item, AtVersion(over.version) if over else Absent())
