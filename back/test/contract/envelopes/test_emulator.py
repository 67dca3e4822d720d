"""KMS as an operator handles it: an alias that moves to another key, a key that is switched off."""

import os
import secrets
from typing import Final

import pytest

from contract.envelopes.emulator import VARIABLE, Emulator, config_of
from envelopes.errors import KeysUnavailable
from envelopes.kms import open_kms

HERE: Final = {"tenant": "ORG#1", "data-key": "1"}


@pytest.fixture
def emulator() -> Emulator:
    return Emulator(url=os.environ[VARIABLE])


async def test_an_alias_moves_and_what_the_old_key_wrapped_still_unwraps(
    emulator: Emulator,
) -> None:
    alias, first, second = f"alias/{secrets.token_hex(8)}", emulator.made(), emulator.made()
    emulator.named(alias, first)
    async with open_kms(config_of(emulator.url, alias)) as wraps:
        plain, wrapped = await wraps.generate(HERE)
        emulator.renamed(alias, second)
        rewrapped = await wraps.rewrap(wrapped, HERE)

        assert wrapped.kek.endswith(f":key/{first}")
        assert await wraps.current() == rewrapped.kek
        assert rewrapped.kek.endswith(f":key/{second}")
        assert await wraps.unwrap(wrapped, HERE) == plain
        assert await wraps.unwrap(rewrapped, HERE) == plain


async def test_a_disabled_key_is_not_available_until_it_is_enabled(emulator: Emulator) -> None:
    key = emulator.made()
    async with open_kms(config_of(emulator.url, key)) as wraps:
        plain, wrapped = await wraps.generate(HERE)
        emulator.disabled(key)

        with pytest.raises(KeysUnavailable):
            await wraps.generate(HERE)
        with pytest.raises(KeysUnavailable):
            await wraps.unwrap(wrapped, HERE)
        with pytest.raises(KeysUnavailable):
            await wraps.rewrap(wrapped, HERE)
        emulator.enabled(key)

        assert await wraps.unwrap(wrapped, HERE) == plain
