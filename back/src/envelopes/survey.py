"""Which data keys there are, what wraps them, and how many secrets each has sealed."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass

from db_model.codec import decode
from db_model.paging import pages
from envelopes.items import KEYS, blob_of, secrets_of
from envelopes.rules import key_id_of
from envelopes.types import DataKeyId, StoredKey, Tenant
from store.types import Database, Index, Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A data key, and how many secrets are sealed with it now."""

    key: StoredKey
    secrets: int


async def keys(db: Database) -> AsyncIterator[StoredKey]:
    """Yield the data keys of all tenants, by tenant and then by age: a query a hundred."""
    async for page in pages(db, Query(pk=KEYS, index=Index.G1)):
        for item in page:
            yield decode(StoredKey, item)


async def uses(db: Database) -> AsyncIterator[Use]:
    """Yield every data key with its use: besides ``keys``, a tenant a query a thousand secrets."""
    tenant: Tenant | None = None
    counted: Counter[DataKeyId] = Counter()
    async for key in keys(db):
        if key.tenant != tenant:
            tenant, counted = key.tenant, await _counted(db, key.tenant)
        yield Use(key=key, secrets=counted[key.id])


async def _counted(db: Database, tenant: Tenant) -> Counter[DataKeyId]:
    counted: Counter[DataKeyId] = Counter()
    query = Query(pk=secrets_of(tenant), limit=1000, strong=True)
    async for page in pages(db, query):
        counted.update(key_id_of(blob_of(item)) for item in page)
    return counted
