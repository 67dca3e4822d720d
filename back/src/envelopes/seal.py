"""Sealing secrets, as writes for the commit of whoever has them kept, and opening them again.

All functions that take a keyring may raise ``KeysUnavailable``.
"""

import secrets
from asyncio import gather
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

from db_model.codec import decode
from envelopes.errors import Unopenable
from envelopes.items import (
    blob_of,
    current_key,
    key_item,
    key_with,
    retired_key,
    sealed_item,
    secret_key,
)
from envelopes.keyring import Keyring
from envelopes.rules import NONCE_BYTES, key_id_of, opened, sealed
from envelopes.types import DataKey, DataKeyId, Place, Sealed, StoredKey, Tenant
from kit.time import milliseconds
from store.types import (
    Absent,
    AtVersion,
    Check,
    Database,
    Delete,
    Item,
    Key,
    Put,
    Whatever,
    Write,
)
from store.versions import next_version

_A_GET: Final = 100


async def seal(
    db: Database, keyring: Keyring, values: Mapping[Place, bytes], *, at: datetime
) -> tuple[Write, ...]:
    """Return the writes that keep ``values``, all of one tenant, in place of what is there.

    They are one more than the values, and a get; a tenant's first ones make its data key.  If a
    condition fails, the tenant's key or a value was changed meanwhile: seal and commit anew.
    """
    (tenant,) = {place.tenant for place in values}
    places = tuple(values)
    keys = [current_key(tenant), *map(secret_key, places)]
    held, *was = await db.get(keys)
    key, guard = await _current(keyring, tenant, held, at=at)
    return (
        *(
            _put(key, place, values[place], item, at=at)
            for place, item in zip(places, was, strict=True)
        ),
        guard,
    )


async def unseal(
    db: Database, keyring: Keyring, places: Sequence[Place]
) -> tuple[bytes | None, ...]:
    """Return what is kept at each of ``places``, in order: a get a hundred, and one a tenant.

    Raises:
        Unopenable: something is not as it was sealed, or not where it was sealed.
    """
    items = await _items(db, [secret_key(place) for place in places])
    wanted = {
        (place.tenant, key_id_of(blob_of(item)))
        for place, item in zip(places, items, strict=True)
        if item is not None
    }
    found = [(each, keyring.known(*each)) for each in sorted(wanted)]
    keys = {each: key for each, key in found if key is not None}
    for each in sorted(wanted - keys.keys()):
        keys[each] = await keyring.unwrapped(await _stored(db, *each))
    return tuple(
        None if item is None else _opened(keys[place.tenant, key_id_of(blob_of(item))], place, item)
        for place, item in zip(places, items, strict=True)
    )


def discarded(places: Iterable[Place]) -> tuple[Delete, ...]:
    """Return the writes that remove what is kept at ``places``, if anything is."""
    return tuple(Delete(secret_key(place), Whatever()) for place in places)


async def _items(db: Database, keys: Sequence[Key]) -> tuple[Item | None, ...]:
    parts = [keys[first : first + _A_GET] for first in range(0, len(keys), _A_GET)]
    return tuple(item for part in await gather(*map(db.get, parts)) for item in part)


async def _current(
    keyring: Keyring, tenant: Tenant, held: Item | None, *, at: datetime
) -> tuple[DataKey, Write]:
    """Return the key to seal with, and the write without which nothing may be sealed with it.

    So no secret is ever committed that was sealed with a key retired meanwhile.
    """
    if held is None:
        key, stored = await keyring.new(tenant, at=at)
        return key, Put(key_item(stored), Absent())
    key = await keyring.unwrapped(decode(StoredKey, held))
    return key, Check(held.key, AtVersion(held.version))


def _put(key: DataKey, place: Place, plain: bytes, was: Item | None, *, at: datetime) -> Put:
    version = next_version(was.version if was else None, milliseconds(at))
    nonce = secrets.token_bytes(NONCE_BYTES)
    blob = sealed(key, place, plain, version=version, nonce=nonce)
    item = sealed_item(Sealed(place=place, blob=blob), version=version)
    return Put(item, AtVersion(was.version) if was else Absent())


def _opened(key: DataKey, place: Place, item: Item) -> bytes:
    return opened(key, place, blob_of(item), version=item.version)


async def _stored(db: Database, tenant: Tenant, id_: DataKeyId) -> StoredKey:
    """Return the data key, also while it is being retired, which moves it."""
    places = [current_key(tenant), retired_key(tenant, id_)]
    found = key_with(id_, await db.get(places))
    if found is None:
        # It may have moved between the two reads of one get; once moved, it stays.
        found = key_with(id_, await db.get(places, strong=True))
    if found is None:
        raise Unopenable("the data key is not there")
    return found
