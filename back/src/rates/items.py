"""Where shared buckets lie: unstreamed, and only for as long as they are not full."""

import hashlib
from datetime import datetime
from math import ceil
from typing import Final

from db_model.codec import decode, item_of
from kit.time import milliseconds
from rates.rules import filled, full, full_again
from rates.types import Bucket, Charge, Limit
from store.types import Absent, AtVersion, Item, Key, Put
from store.versions import next_version

KIND: Final = "rate"


def key_of(charge: Charge) -> Key:
    """Return where the bucket of a subject lies; who it is stands nowhere, and may be any text."""
    subject = hashlib.sha256(charge.subject.encode()).hexdigest()
    return Key(f"~RATE#{charge.limit.name}#{subject}")


def bucket_of(item: Item | None, limit: Limit, at: datetime) -> Bucket:
    """Return the bucket as it is at ``at``; a full one where there is no item."""
    return full(limit, at) if item is None else filled(decode(Bucket, item), limit, at)


def stored(charge: Charge, bucket: Bucket, *, over: Item | None) -> Put:
    """Return the write of the bucket in the place of the item that it was read ``over``."""
    item = item_of(
        bucket,
        key=key_of(charge),
        kind=KIND,
        version=next_version(over.version if over else None, milliseconds(bucket.at)),
        expires=ceil(full_again(bucket, charge.limit).timestamp()),
    )
    return Put(item, AtVersion(over.version) if over else Absent())
