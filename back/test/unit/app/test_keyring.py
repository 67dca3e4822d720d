"""Which keys the settings name."""

import base64
import stat
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from app.keyring import MASTER_KEY, master_key_file, open_keyring
from envelopes.errors import KeysUnavailable
from envelopes.local import make_file, name_of, read_file
from envelopes.types import Tenant
from keyrings import MASTER
from kit.time import now
from kms import running_kms
from settings import InvalidSettings, Keys, KeysEngine, Settings, StoreEngine, load

pytestmark = pytest.mark.not_changes_db

TENANT: Final = Tenant("ORG#1")


async def test_the_embedded_engines_make_a_key_beside_them(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path)

    async with open_keyring(settings, clock=now) as keyring:
        assert not (tmp_path / MASTER_KEY).exists()
        _, stored = await keyring.new(TENANT, at=now())

    file = tmp_path / MASTER_KEY
    assert master_key_file(settings) == file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stored.wrapped.kek == name_of(*read_file(file))


async def test_where_there_may_be_several_machines_a_key_has_to_be_told(tmp_path: Path) -> None:
    settings = Settings(state_dir=tmp_path, store=StoreEngine.DYNAMODB)

    async with open_keyring(settings, clock=now) as keyring:
        with pytest.raises(KeysUnavailable):
            await keyring.new(TENANT, at=now())

    assert not (tmp_path / MASTER_KEY).exists()


async def test_a_file_that_is_told_is_not_made(tmp_path: Path) -> None:
    path = tmp_path / "mine"
    settings = Settings(state_dir=tmp_path, keys=Keys(master_key_file=path))

    async with open_keyring(settings, clock=now) as keyring:
        with pytest.raises(KeysUnavailable):
            await keyring.new(TENANT, at=now())
        make_file(path)
        _, stored = await keyring.new(TENANT, at=now())

    assert stored.wrapped.kek == name_of(*read_file(path))


async def test_kms_takes_over_from_a_master_key(tmp_path: Path) -> None:
    told = Keys(master_keys=base64.b64encode(MASTER).decode())
    settings = Settings(state_dir=tmp_path, keys=told)
    assert master_key_file(settings) is None
    async with open_keyring(settings, clock=now) as keyring:
        key, stored = await keyring.new(TENANT, at=now())

    with running_kms("one") as kms, pytest.MonkeyPatch.context() as environ:
        environ.setenv("AWS_ACCESS_KEY_ID", "a")
        environ.setenv("AWS_SECRET_ACCESS_KEY", "s")
        keys = replace(told, key_encryption=KeysEngine.KMS, kms_key="one", kms_url=kms.url)
        async with open_keyring(replace(settings, keys=keys), clock=now) as keyring:
            assert await keyring.unwrapped(stored) == key
            wrapped = await keyring.rewrapped(stored)
            assert wrapped.kek == await keyring.current()
            assert kms.asked == ["Encrypt", "DescribeKey"]


def test_settings_show_no_key_and_refuse_a_malformed_one() -> None:
    text = base64.b64encode(MASTER).decode()
    environ = {"INTEGRATES_MASTER_KEYS": f"{text} {text}"}

    assert text not in repr(load(environ))
    with pytest.raises(InvalidSettings) as refusal:
        load({"INTEGRATES_MASTER_KEYS": text[:-2], "INTEGRATES_KEY_ENCRYPTION": "kms"})

    assert refusal.value.problems == (
        "INTEGRATES_MASTER_KEYS must be keys of 32 bytes in base 64, separated by spaces",
        "INTEGRATES_KMS_KEY is missing",
    )
