"""Who follows a shard: one process at a time, and another soon after it ends.

A lease keeps two from doing the same work; it is no lock.  What keeps a slow process from
undoing a faster one's work are the versions of the checkpoints.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from kit.time import Clock, milliseconds
from store.types import Absent, AtVersion, Cancelled, Put, Store
from store.versions import next_version
from streams.items import Lease, lease_from, lease_item, lease_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Leasing:
    """How ``owner``, named uniquely among all processes, takes leases of that ``length``."""

    store: Store
    owner: str
    clock: Clock
    length: timedelta = timedelta(seconds=20)


async def take(leasing: Leasing, shard: str) -> bool:
    """Take or renew the lease on ``shard``; tell whether it is ours."""
    now_ms = milliseconds(leasing.clock())
    (item,) = await leasing.store.get([lease_key(shard)], strong=True)
    before = lease_from(item) if item else None
    if before and before.owner != leasing.owner and before.until_ms > now_ms:
        return False
    until_ms = now_ms + leasing.length // timedelta(milliseconds=1)
    return await _put(leasing, shard, before, until_ms=until_ms, now_ms=now_ms)


async def let_go(leasing: Leasing, shard: str) -> None:
    """End the lease on ``shard``, if it is ours, so that others need not wait for its end."""
    now_ms = milliseconds(leasing.clock())
    (item,) = await leasing.store.get([lease_key(shard)], strong=True)
    before = lease_from(item) if item else None
    if before and before.owner == leasing.owner:
        await _put(leasing, shard, before, until_ms=now_ms, now_ms=now_ms)


async def holder_of(store: Store, shard: str, *, now: datetime) -> str | None:
    """Return the process that follows ``shard``; ``None`` if none does."""
    (item,) = await store.get([lease_key(shard)], strong=True)
    lease = lease_from(item) if item else None
    return lease.owner if lease and lease.until_ms > milliseconds(now) else None


async def _put(
    leasing: Leasing, shard: str, before: Lease | None, *, until_ms: int, now_ms: int
) -> bool:
    version = next_version(before.version if before else None, now_ms)
    lease = Lease(owner=leasing.owner, until_ms=until_ms, version=version)
    expect = AtVersion(before.version) if before else Absent()
    result = await leasing.store.commit([Put(lease_item(shard, lease), expect)])
    return not isinstance(result, Cancelled)
