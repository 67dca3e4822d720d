"""Data keys wrapped with master keys of our own: AES-256-GCM, 96-bit random nonces."""

import asyncio
import base64
import binascii
import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from db_model.codec import encode
from envelopes.errors import KeysUnavailable, Unopenable
from envelopes.rules import KEY_BYTES, NONCE_BYTES
from envelopes.types import KekId, Wrapped

_KIND: Final = "local:"
_NAMING: Final = b"integrates: the name of a master key"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalEncryption:
    """``read`` gives the master keys, the current one first; it is asked anew each time.

    ``make`` makes one where there is none yet.
    """

    read: Callable[[], Sequence[bytes]] = field(repr=False)
    make: Callable[[], None] | None = None

    def knows(self, kek: KekId) -> bool:
        return kek.startswith(_KIND)

    async def current(self) -> KekId | None:
        return next((name_of(key) for key in await asyncio.to_thread(self.read)), None)

    async def generate(self, context: Mapping[str, str]) -> tuple[bytes, Wrapped]:
        plain = AESGCM.generate_key(bit_length=256)
        return plain, await self.wrap(plain, context)

    async def wrap(self, plain: bytes, context: Mapping[str, str]) -> Wrapped:
        masters = await asyncio.to_thread(self.read)
        if not masters and self.make is not None:
            await asyncio.to_thread(self.make)
            masters = await asyncio.to_thread(self.read)
        if not masters:
            raise KeysUnavailable
        nonce = secrets.token_bytes(NONCE_BYTES)
        blob = nonce + AESGCM(masters[0]).encrypt(nonce, plain, _bound(context))
        return Wrapped(kek=name_of(masters[0]), blob=blob)

    async def unwrap(self, wrapped: Wrapped, context: Mapping[str, str]) -> bytes:
        masters = await asyncio.to_thread(self.read)
        master = next((key for key in masters if name_of(key) == wrapped.kek), None)
        if master is None:
            raise KeysUnavailable
        nonce, ciphertext = wrapped.blob[:NONCE_BYTES], wrapped.blob[NONCE_BYTES:]
        try:
            return AESGCM(master).decrypt(nonce, ciphertext, _bound(context))
        except (InvalidTag, ValueError) as tampered:
            raise Unopenable("a data key is not as it was wrapped") from tampered

    async def rewrap(self, wrapped: Wrapped, context: Mapping[str, str]) -> Wrapped:
        return await self.wrap(await self.unwrap(wrapped, context), context)


def name_of(master: bytes) -> KekId:
    """Return what a master key is called where people see it."""
    return KekId(_KIND + hmac.new(master, _NAMING, hashlib.sha256).hexdigest()[:16])


def master_keys(text: str) -> tuple[bytes, ...]:
    """Return the keys that ``text`` lists in base 64, between white space.

    Raises:
        KeysUnavailable: one is malformed.
    """
    try:
        found = tuple(base64.b64decode(word, validate=True) for word in text.split())
    except (binascii.Error, ValueError) as malformed:
        raise KeysUnavailable from malformed
    if any(len(key) != KEY_BYTES for key in found):
        raise KeysUnavailable
    return found


def read_file(path: Path) -> tuple[bytes, ...]:
    """Return the master keys in a file, none where there is no file; raises as ``master_keys``."""
    try:
        return master_keys(path.read_text())
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as fault:
        raise KeysUnavailable from fault


def make_file(path: Path) -> None:
    """Write a new master key to ``path``, for its owner only, unless there is a file.

    Of several processes that do it at once, one does; it is on the disk before it is used.

    Raises:
        KeysUnavailable: the disk is full or fails.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as written:
            written.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
            written.flush()
            os.fsync(written.fileno())
        with suppress(FileExistsError):
            path.hardlink_to(beside)
        _flush_directory(path.parent)
    except OSError as fault:
        raise KeysUnavailable from fault
    finally:
        beside.unlink(missing_ok=True)


def _flush_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _bound(context: Mapping[str, str]) -> bytes:
    return encode(dict(context))
