"""How far a consumer is behind what was committed."""

from datetime import datetime

from store.types import Store
from streams.checkpoints import read
from streams.errors import Trimmed
from streams.types import ChangeStream, Place


async def waiting_since(stream: ChangeStream, store: Store, consumer: str) -> datetime | None:
    """Return when the oldest change was committed that the consumer has not taken.

    ``None`` if there is none: a strong get and a read a shard.
    """
    oldest: list[datetime] = []
    for shard in await stream.shards():
        checkpoint = await read(store, Place(consumer=consumer, shard=shard.id))
        if checkpoint is not None and checkpoint.finished:
            continue
        position = checkpoint.position if checkpoint else None
        try:
            batch = await stream.read(shard.id, after=position, limit=1)
        except Trimmed:
            batch = await stream.read(shard.id, after=None, limit=1)
        oldest += [change.at for change in batch.changes]
    return min(oldest, default=None)
