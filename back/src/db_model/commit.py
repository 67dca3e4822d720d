"""One commit a use case: all its writes, and from whom they come."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeVar

from db_model.codec import item_of
from db_model.context import Changed, Context, Origin
from db_model.errors import ChangedMeanwhile
from db_model.told import to_be_read, told
from db_model.types import Email
from kit.ids import sortable_id
from kit.time import milliseconds
from store.types import Absent, Cancelled, Database, Key, Put, Write, key_of

T = TypeVar("T")

ATTEMPTS: Final = 3
CONTEXT: Final = "context"
_PREFIX: Final = "CTX#"
_KEPT: Final = timedelta(days=30)  # long enough for the audit trail to catch up, however late


async def commit(
    db: Database,
    writes: Sequence[Write],
    origin: Origin,
    *,
    token: str | None = None,
    also: Sequence[Changed] = (),
) -> None:
    """Apply ``writes`` (1 to 98) and the item that tells what they do and for whom, all or none.

    What is replaced and removed is known to a request that has read it; the rest is got.  ``also``
    is what the trail is to know of writes to what is no entity.

    Raises:
        ChangedMeanwhile: an item is not as it was expected; nothing was written.
    """
    keys = to_be_read(writes)
    was = dict(zip(keys, await db.get(keys), strict=True)) if keys else {}
    context = Context(origin=origin, changed=(*told(writes, was), *also))
    everything = (*writes, _context_item(context))
    result = await db.commit(everything, token=token)
    if isinstance(result, Cancelled):
        raise ChangedMeanwhile(
            {
                key_of(write): reason.current
                for write, reason in zip(everything, result.reasons, strict=True)
                if reason is not None
            }
        )


async def tell_read(db: Database, read: Sequence[Changed], origin: Origin) -> None:
    """Have the audit trail know that secrets were ``read``: a commit, before they are shown."""
    told = _context_item(Context(origin=origin, changed=tuple(read)))
    if isinstance(await db.commit([told]), Cancelled):
        raise ChangedMeanwhile({})


async def attempted(use_case: Callable[[], Awaitable[T]], *, attempts: int = ATTEMPTS) -> T:
    """Run ``use_case``, again where others were faster, at most ``attempts`` times.

    Of those who contend for an item one is the fastest each time, so as many attempts as there
    may be of them let all of them through.

    Raises:
        ChangedMeanwhile: others were faster each time.
    """
    for _ in range(attempts - 1):
        try:
            return await use_case()
        except ChangedMeanwhile:
            continue
    return await use_case()


def _context_item(context: Context) -> Put:
    at = context.origin.at
    return Put(
        item_of(
            context,
            key=Key(f"{_PREFIX}{sortable_id(at)}"),
            kind=CONTEXT,
            version=milliseconds(at),
            expires=int((at + _KEPT).timestamp()),
        ),
        Absent(),
    )


def made_by(principal: Email, *, at: datetime) -> Origin:
    """Return where a change comes from that no request makes."""
    return Origin(principal=principal, at=at)


def context_id(key: Key) -> str:
    """Return what a commit is known by, from where its context lies: it sorts by time."""
    return key.pk.removeprefix(_PREFIX)
