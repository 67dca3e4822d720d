"""What data keys are wrapped with, as the settings name it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

from envelopes.keyring import Keyring
from envelopes.local import LocalEncryption, make_file, master_keys, read_file
from envelopes.types import KeyEncryption
from kit.time import Clock
from settings import KeysEngine, Settings, StoreEngine

MASTER_KEY: Final = "master.key"


@asynccontextmanager
async def open_keyring(settings: Settings, *, clock: Clock) -> AsyncIterator[Keyring]:
    """Give the keyring of the settings; nothing is read, made or sent before its first use.

    What was wrapped by master keys can still be unwrapped where KMS wraps and they are still told.
    """
    local = _local(settings)
    if settings.keys.key_encryption is KeysEngine.LOCAL:
        yield Keyring(encryptions=local, clock=clock)
        return
    from envelopes.kms import KmsConfig, open_kms  # noqa: PLC0415  # costs a second to import

    assert settings.keys.kms_key is not None, "settings without a key are refused"
    config = KmsConfig(
        key=settings.keys.kms_key,
        region=settings.keys.kms_region,
        endpoint_url=settings.keys.kms_url,
    )
    async with open_kms(config) as kms:
        yield Keyring(encryptions=(kms, *local), clock=clock)


def master_key_file(settings: Settings) -> Path | None:
    """Return where the master keys are, be they there or not; ``None`` where they are told."""
    if settings.keys.master_keys is not None:
        return None
    return settings.keys.master_key_file or settings.state_dir / MASTER_KEY


def _local(settings: Settings) -> Sequence[KeyEncryption]:
    told, path = settings.keys.master_keys, master_key_file(settings)
    if told is not None or path is None:
        return (LocalEncryption(read=partial(master_keys, told or "")),)
    if settings.keys.master_key_file is not None:
        return (LocalEncryption(read=partial(read_file, path)),)
    if settings.store is not StoreEngine.SQLITE:
        # Each machine would make another one: where there may be several, it has to be told.
        return ()
    return (LocalEncryption(read=partial(read_file, path), make=partial(make_file, path)),)
