"""Whether the keys that secrets are sealed with can be opened."""

from datetime import datetime
from pathlib import Path

from app.doctor import rules
from app.doctor.types import Diagnosis
from app.doctor.work import opened_store
from app.keyring import master_key_file, open_keyring
from envelopes.errors import KeysUnavailable, Unopenable
from envelopes.survey import keys
from settings import KeysEngine, Settings


async def diagnosed(settings: Settings, *, at: datetime) -> tuple[Diagnosis, ...]:
    """Unwrap one data key of each key-encryption key: a query a hundred keys; nothing is made."""
    known, lost = 0, 0
    tried: dict[str, bool] = {}
    async with (
        opened_store(settings, at=at) as store,
        open_keyring(settings, clock=lambda: at) as keyring,
    ):
        async for key in keys(store):
            known += 1
            if key.wrapped.kek not in tried:
                try:
                    await keyring.unwrapped(key)
                    tried[key.wrapped.kek] = True
                except (KeysUnavailable, Unopenable):
                    tried[key.wrapped.kek] = False
            lost += not tried[key.wrapped.kek]
    path = master_key_file(settings)
    is_file = settings.keys.key_encryption is KeysEngine.LOCAL and path is not None
    return rules.of_keys(known, lost, mode=_mode(path) if is_file else None, file=str(path))


def _mode(path: Path | None) -> int | None:
    if path is None or not path.is_file():
        return None
    return path.stat().st_mode & 0o777
