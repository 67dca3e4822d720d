"""Envelope encryption as values, and the port of whatever wraps data keys."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NewType, Protocol

# An organization's id or a group's name with its prefix: whose data key it is.
Tenant = NewType("Tenant", str)
# A UUID of version 7 as text.
DataKeyId = NewType("DataKeyId", str)
# Names a key-encryption key; tells nothing of it.
KekId = NewType("KekId", str)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where a secret belongs: a ciphertext opens there and nowhere else.

    ``id`` names the entity among those of its kind in the tenant.
    """

    tenant: Tenant
    entity: str
    id: str
    field: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DataKey:
    """What secrets are sealed with; ``plain`` is 32 bytes, never stored nor shown."""

    id: DataKeyId
    plain: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapped:
    """A data key as it is stored: ``blob`` can be unwrapped with the key that ``kek`` names."""

    kek: KekId
    blob: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredKey:
    """A tenant's data key; secrets are sealed with the one that is not retired."""

    tenant: Tenant
    id: DataKeyId
    wrapped: Wrapped
    made_at: datetime
    retired_at: datetime | None = None
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A secret as it is stored; ``place`` says where it was sealed, and is not believed."""

    place: Place
    blob: bytes


class KeyEncryption(Protocol):
    """Wraps data keys; ``context`` is authenticated with them and is no secret.

    All but ``knows`` raise ``KeysUnavailable`` where the key is not there, or does not answer.
    """

    def knows(self, kek: KekId) -> bool:
        """Return whether what ``kek`` names is of this kind, be it there or not."""
        ...

    async def current(self) -> KekId | None:
        """Return what new data keys are wrapped with; ``None`` before there is one."""
        ...

    async def generate(self, context: Mapping[str, str]) -> tuple[bytes, Wrapped]:
        """Return a new data key of 32 bytes, and as it is stored."""
        ...

    async def wrap(self, plain: bytes, context: Mapping[str, str]) -> Wrapped: ...

    async def unwrap(self, wrapped: Wrapped, context: Mapping[str, str]) -> bytes:
        """Return the data key.

        Raises:
            Unopenable: it is not as it was wrapped, or belongs elsewhere.
        """
        ...

    async def rewrap(self, wrapped: Wrapped, context: Mapping[str, str]) -> Wrapped:
        """Return the same data key, wrapped with the current key; raises as ``unwrap``."""
        ...
