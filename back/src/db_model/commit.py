"""One commit a use case: all its writes, and from whom they come."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from db_model.codec import item_of
from db_model.errors import ChangedMeanwhile
from db_model.types import Email
from kit.ids import sortable_id
from kit.time import milliseconds
from store.types import Absent, Cancelled, Database, Key, Put, Write

T = TypeVar("T")

ATTEMPTS: Final = 3
_KEPT: Final = timedelta(days=30)  # long enough for any consumer that makes the audit trail


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Who asked for a change, through what, from where; what the audit trail is made from."""

    principal: Email
    at: datetime
    token_id: str | None = None
    address: str | None = None
    request_id: str | None = None
    import_id: str | None = None


async def commit(
    db: Database, writes: Sequence[Write], origin: Origin, *, token: str | None = None
) -> None:
    """Apply ``writes`` (1 to 98) and the item that tells their ``origin``, all or none.

    Raises:
        ChangedMeanwhile: an item is not as it was expected; nothing was written.
    """
    everything = (*writes, _origin_item(origin))
    result = await db.commit(everything, token=token)
    if isinstance(result, Cancelled):
        raise ChangedMeanwhile(
            {
                _key(write): reason.current
                for write, reason in zip(everything, result.reasons, strict=True)
                if reason is not None
            }
        )


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


def _key(write: Write) -> Key:
    return write.item.key if isinstance(write, Put) else write.key


def _origin_item(origin: Origin) -> Put:
    return Put(
        item_of(
            origin,
            key=Key(f"CTX#{sortable_id(origin.at)}"),
            kind="context",
            version=milliseconds(origin.at),
            expires=int((origin.at + _KEPT).timestamp()),
        ),
        Absent(),
    )
