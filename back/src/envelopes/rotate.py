"""New data keys, and new wrappings of those that there are, while the service goes on.

A rotation retires a tenant's data key and makes another in one commit; from then on nothing can
be committed that is sealed with the retired one.  A durable job then seals anew what is left of
it.  The retired key stays, so that whoever has read a secret before can open it after.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from db_model.codec import decode
from db_model.commit import attempted
from db_model.errors import ChangedMeanwhile
from db_model.paging import pages
from envelopes.errors import Unopenable
from envelopes.items import (
    current_key,
    key_item,
    key_with,
    retired_key,
    sealed_item,
    secret_key,
    secrets_of,
)
from envelopes.keyring import Keyring
from envelopes.rules import NONCE_BYTES, key_id_of, opened, sealed
from envelopes.types import DataKey, DataKeyId, Sealed, StoredKey, Tenant
from jobs.enqueue import enqueue
from jobs.types import Kind, Run
from kit.time import Clock, milliseconds
from store.requests import RequestStore
from store.types import (
    Absent,
    AtVersion,
    Cancelled,
    Check,
    Database,
    Item,
    Put,
    Query,
    Store,
    Write,
)
from store.versions import next_version

RESEAL: Final = "reseal"  # the job that seals anew what retired data keys have sealed
_A_COMMIT: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held:
    """The key that a tenant's secrets are sealed with, in the clear, and how it is stored."""

    key: DataKey
    item: Item


async def rotate(
    db: Database,
    keyring: Keyring,
    tenant: Tenant,
    *,
    at: datetime,
    made_by: datetime | None = None,
) -> bool:
    """Retire the data key of ``tenant``, make another, and wish for the rest; one commit.

    One that was made after ``made_by`` stays.  Return whether there was a key to retire.

    Raises:
        ChangedMeanwhile: others were faster each time.
        KeysUnavailable: a key cannot be made; nothing was changed.
    """

    async def attempt() -> bool:
        (item,) = await db.get([current_key(tenant)], strong=True)
        if item is None:
            return False
        was = decode(StoredKey, item)
        if made_by is not None and was.made_at > made_by:
            return False
        _, new = await keyring.new(tenant, at=at)
        version = next_version(was.version, milliseconds(at))
        retired = replace(was, retired_at=at, version=version)
        await _committed(
            db,
            Put(key_item(replace(new, version=version)), AtVersion(was.version)),
            Put(key_item(retired), Absent()),
            await enqueue(db, RESEAL, tenant, now=at),
        )
        return True

    return await attempted(attempt)


async def rewrap(db: Database, keyring: Keyring, key: StoredKey, *, at: datetime) -> bool:
    """Wrap a data key with the current key-encryption key; a get and a commit.

    Return whether it was wrapped with another one.  No secret is touched.

    Raises:
        ChangedMeanwhile: others were faster each time.
        KeysUnavailable: a key-encryption key is not there; nothing was changed.
        Unopenable: the data key is not as it was wrapped.
    """

    async def attempt() -> bool:
        places = [current_key(key.tenant), retired_key(key.tenant, key.id)]
        was = key_with(key.id, await db.get(places, strong=True))
        if was is None or was.wrapped.kek == await keyring.current():
            return False
        version = next_version(was.version, milliseconds(at))
        now = replace(was, wrapped=await keyring.rewrapped(was), version=version)
        await _committed(db, Put(key_item(now), AtVersion(was.version)))
        return True

    return await attempted(attempt)


def kinds(store: Store, keyring: Keyring, clock: Clock) -> tuple[Kind, ...]:
    """Return the kind of job that seals anew what retired data keys have sealed."""

    async def handle(job: Run) -> None:
        await reseal(store, keyring, job, clock=clock)

    return (Kind(name=RESEAL, handle=handle),)


async def reseal(store: Store, keyring: Keyring, job: Run, *, clock: Clock) -> None:
    """Seal with the current key what the job's tenant has sealed with others; commits of 50.

    Raises:
        ChangedMeanwhile: another runner has taken the job over, or the key was rotated again and
            again; what was sealed anew stays so.
        KeysUnavailable: a key cannot be unwrapped.
        Unopenable: something is not as it was sealed; the rest was sealed anew.
    """
    tenant = Tenant(job.subject)
    damaged = 0
    query = Query(pk=secrets_of(tenant), limit=_A_COMMIT, strong=True)
    async for page in pages(store, query):

        async def attempt(page: Sequence[Item] = page) -> int:
            db = RequestStore(store)
            held = await _held(db, keyring, tenant)
            writes, broken = await _anew(db, keyring, held, page, at=clock())
            if writes:
                check = Check(held.item.key, AtVersion(held.item.version))
                await _committed(db, *writes, check, job.fence)
            return broken

        damaged += await attempted(attempt)
    if damaged:
        raise Unopenable(f"{damaged} secrets of {tenant} are not as they were sealed")


async def _held(db: Database, keyring: Keyring, tenant: Tenant) -> _Held:
    (item,) = await db.get([current_key(tenant)], strong=True)
    if item is None:
        raise Unopenable("the data key is not there")
    return _Held(key=await keyring.unwrapped(decode(StoredKey, item)), item=item)


async def _anew(
    db: Database, keyring: Keyring, held: _Held, page: Sequence[Item], *, at: datetime
) -> tuple[list[Write], int]:
    """Return the writes for what of ``page`` is still sealed with another key, and what cannot be.

    What was written meanwhile is sealed with the current key, or else refuses the commit.
    """
    writes: list[Write] = []
    damaged = 0
    for item in await db.get([item.key for item in page], strong=True):
        if item is None:
            continue
        try:
            was = decode(Sealed, item)
            id_ = key_id_of(was.blob)
            if id_ != held.key.id:
                old = await _retired(db, keyring, was.place.tenant, id_)
                writes.append(_put(held.key, old, was, item, at=at))
        except Unopenable:
            damaged += 1
    return writes, damaged


async def _retired(db: Database, keyring: Keyring, tenant: Tenant, id_: DataKeyId) -> DataKey:
    if (known := keyring.known(tenant, id_)) is not None:
        return known
    key = key_with(id_, await db.get([retired_key(tenant, id_)]))
    if key is None:
        raise Unopenable("the data key is not there")
    return await keyring.unwrapped(key)


def _put(new: DataKey, old: DataKey, was: Sealed, item: Item, *, at: datetime) -> Put:
    if secret_key(was.place) != item.key:
        raise Unopenable("not where it was sealed")
    plain = opened(old, was.place, was.blob, version=item.version)
    version = next_version(item.version, milliseconds(at))
    nonce = secrets.token_bytes(NONCE_BYTES)
    blob = sealed(new, was.place, plain, version=version, nonce=nonce)
    return Put(sealed_item(replace(was, blob=blob), version=version), AtVersion(item.version))


async def _committed(db: Database, *writes: Write) -> None:
    if isinstance(await db.commit(writes), Cancelled):
        raise ChangedMeanwhile({})
