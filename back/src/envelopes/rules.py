"""The form of a sealed secret: AES-256-GCM (NIST SP 800-38D) under a tenant's data key.

A blob is the version of this form (1 byte), the id of the data key (16 bytes), a nonce of 96
random bits (12 bytes), the ciphertext, and its tag (16 bytes).  What is authenticated with it is
the first 17 bytes, the place, and the version of the item that holds it.  Pure.
"""

import uuid
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from db_model.types import GroupName, OrganizationId
from envelopes.errors import Unopenable
from envelopes.types import DataKey, DataKeyId, Place, Tenant

NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32
_FORM: Final = b"\x01"
_HEAD: Final = len(_FORM) + 16
_SHORTEST: Final = _HEAD + NONCE_BYTES + 16


def sealed(key: DataKey, place: Place, plain: bytes, *, version: int, nonce: bytes) -> bytes:
    """Return ``plain`` as it is stored at ``place`` in an item of this ``version``.

    No two secrets under one key may have the same ``nonce``.
    """
    head = _FORM + uuid.UUID(key.id).bytes
    bound = head + _bound(place, version)
    return head + nonce + AESGCM(key.plain).encrypt(nonce, plain, bound)


def opened(key: DataKey, place: Place, blob: bytes, *, version: int) -> bytes:
    """Return what ``sealed`` made ``blob`` of.

    Raises:
        Unopenable: it did not, or with other arguments.
    """
    if key_id_of(blob) != key.id:
        raise Unopenable("sealed with another key")
    head, nonce = blob[:_HEAD], blob[_HEAD : _HEAD + NONCE_BYTES]
    bound = head + _bound(place, version)
    try:
        return AESGCM(key.plain).decrypt(nonce, blob[_HEAD + NONCE_BYTES :], bound)
    except InvalidTag as tampered:
        raise Unopenable("not as it was sealed, or not where it was sealed") from tampered


def key_id_of(blob: bytes) -> DataKeyId:
    """Return with which data key ``blob`` was sealed.

    Raises:
        Unopenable: it is of no form that is known.
    """
    if len(blob) < _SHORTEST or blob[: len(_FORM)] != _FORM:
        raise Unopenable("of no known form")
    return DataKeyId(str(uuid.UUID(bytes=blob[len(_FORM) : _HEAD])))


def context_of(tenant: Tenant, key: DataKeyId) -> Mapping[str, str]:
    """Return what is authenticated with a wrapped data key, which is no secret."""
    return {"tenant": tenant, "data-key": key}


def of_organization(id_: OrganizationId) -> Tenant:
    return Tenant(id_)


def of_group(name: GroupName) -> Tenant:
    return Tenant(f"GRP#{name}")


def _bound(place: Place, version: int) -> bytes:
    # Each with its length, so that no two places are the same bytes.
    texts = (place.tenant, place.entity, place.id, place.field, str(version))
    return b"".join(len(raw).to_bytes(4, "big") + raw for raw in (text.encode() for text in texts))
