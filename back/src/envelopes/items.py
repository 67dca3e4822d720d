"""Where data keys and sealed secrets lie: in the unstreamed space, a partition a tenant.

No change stream, search index or figure is made of them.  A tenant's current key is the main
item of its partition, and those that were retired lie beside it.
"""

from collections.abc import Sequence
from typing import Final

from db_model.codec import decode, item_of
from db_model.keys import part
from envelopes.types import DataKeyId, Place, Sealed, StoredKey, Tenant
from store.types import Index, IndexKey, Item, Key

KEY: Final = "data-key"
SEALED: Final = "sealed"
# Where the index lists the keys of all tenants.
KEYS: Final = "~KEY"
_RETIRED: Final = "K#"


def current_key(tenant: Tenant) -> Key:
    return Key(f"{KEYS}#{part(tenant)}")


def retired_key(tenant: Tenant, id_: DataKeyId) -> Key:
    return Key(current_key(tenant).pk, f"{_RETIRED}{id_}")


def key_item(key: StoredKey) -> Item:
    place = current_key(key.tenant) if key.retired_at is None else retired_key(key.tenant, key.id)
    return item_of(
        key,
        key=place,
        kind=KEY,
        version=key.version,
        index=((Index.G1, IndexKey(KEYS, f"{part(key.tenant)}#{key.id}")),),
    )


def key_with(id_: DataKeyId, items: Sequence[Item | None]) -> StoredKey | None:
    """Return the data key of this id, if it is among ``items``."""
    found = (decode(StoredKey, item) for item in items if item is not None)
    return next((each for each in found if each.id == id_), None)


def secrets_of(tenant: Tenant) -> str:
    """Return the partition of what is sealed with the keys of ``tenant``."""
    return f"~SEC#{part(tenant)}"


def partitions_of(tenant: Tenant) -> tuple[str, str]:
    """Return where all of a tenant's secrets lie, and all of its keys."""
    return secrets_of(tenant), current_key(tenant).pk


def secret_key(place: Place) -> Key:
    # One part of all: together they may be longer than a place may be.
    return Key(
        secrets_of(place.tenant), part("#".join(map(part, (place.entity, place.id, place.field))))
    )


def sealed_item(sealed: Sealed, *, version: int) -> Item:
    return item_of(sealed, key=secret_key(sealed.place), kind=SEALED, version=version)


def blob_of(item: Item) -> bytes:
    return decode(Sealed, item).blob
