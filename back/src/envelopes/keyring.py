"""Data keys in the clear, for as long as a process may remember them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from envelopes.errors import KeysUnavailable
from envelopes.rules import context_of
from envelopes.types import DataKey, DataKeyId, KekId, KeyEncryption, StoredKey, Tenant, Wrapped
from kit.ids import sortable_id
from kit.time import Clock, milliseconds

# So long a key may still be used after it was taken away from the service.
REMEMBERED: Final = timedelta(minutes=5)
_MOST: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """Makes and unwraps data keys; the first of ``encryptions`` wraps the new ones.

    Its functions raise ``KeysUnavailable``, as ``KeyEncryption`` does.
    """

    encryptions: Sequence[KeyEncryption]
    clock: Clock
    _known: dict[tuple[Tenant, DataKeyId], tuple[datetime, DataKey]] = field(
        default_factory=dict, repr=False
    )

    async def new(self, tenant: Tenant, *, at: datetime) -> tuple[DataKey, StoredKey]:
        """Return a new data key of ``tenant``, and as it is to be stored."""
        id_ = DataKeyId(sortable_id(at))
        plain, wrapped = await self._first().generate(context_of(tenant, id_))
        stored = StoredKey(
            tenant=tenant, id=id_, wrapped=wrapped, made_at=at, version=milliseconds(at)
        )
        return self._remembered(tenant, DataKey(id=id_, plain=plain)), stored

    async def unwrapped(self, key: StoredKey) -> DataKey:
        """Return ``key`` in the clear.

        Raises:
            Unopenable: it is not as it was wrapped, or belongs to another tenant.
        """
        if (known := self.known(key.tenant, key.id)) is not None:
            return known
        wraps = self._of(key.wrapped.kek)
        plain = await wraps.unwrap(key.wrapped, context_of(key.tenant, key.id))
        return self._remembered(key.tenant, DataKey(id=key.id, plain=plain))

    def known(self, tenant: Tenant, id_: DataKeyId) -> DataKey | None:
        """Return a data key that was unwrapped lately."""
        since, key = self._known.get((tenant, id_), (None, None))
        if since is None or self.clock() - since > REMEMBERED:
            self._known.pop((tenant, id_), None)
            return None
        return key

    async def current(self) -> KekId | None:
        """Return what new data keys are wrapped with; ``None`` before there is one."""
        return await self._first().current()

    async def rewrapped(self, key: StoredKey) -> Wrapped:
        """Return ``key`` wrapped with the current key-encryption key.

        Raises:
            Unopenable: as ``unwrapped``.
        """
        first, wraps = self._first(), self._of(key.wrapped.kek)
        context = context_of(key.tenant, key.id)
        if wraps is first:
            return await first.rewrap(key.wrapped, context)
        return await first.wrap(await wraps.unwrap(key.wrapped, context), context)

    def _remembered(self, tenant: Tenant, key: DataKey) -> DataKey:
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[tenant, key.id] = self.clock(), key
        return key

    def _first(self) -> KeyEncryption:
        if not self.encryptions:
            raise KeysUnavailable
        return self.encryptions[0]

    def _of(self, kek: KekId) -> KeyEncryption:
        found = next((each for each in self.encryptions if each.knows(kek)), None)
        if found is None:
            raise KeysUnavailable
        return found
