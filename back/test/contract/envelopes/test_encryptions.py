"""What wraps data keys: master keys in a file, a small KMS, and the emulator where it runs."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from contract.envelopes.emulator import VARIABLE, Emulator, config_of
from envelopes.errors import KeysUnavailable, Unopenable
from envelopes.kms import open_kms
from envelopes.local import LocalEncryption, make_file, read_file
from envelopes.types import KekId, KeyEncryption
from kms import Kms, running_kms

HERE: Final = {"tenant": "ORG#1", "data-key": "1"}
THERE: Final = {"tenant": "ORG#2", "data-key": "1"}


SERVICES: Final = ("kms", *(["emulator"] if VARIABLE in os.environ else []))
# What the emulator does not look at where the key is given: the name of the key, after its length.
NAMED: Final = 1 + len(
    "arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """``next`` makes another key the current one, ``lose`` takes all keys away.

    Of what it wraps, each byte from ``bound`` on is held to be as it was.
    """

    wraps: KeyEncryption
    next: Callable[[], KeyEncryption]
    lose: Callable[[], None]
    bound: int = 0


@pytest.fixture(scope="module")
def kms() -> Iterator[Kms]:
    with running_kms("one", "two") as running:
        yield running


@pytest.fixture(params=["local", *SERVICES])
async def kind(request: pytest.FixtureRequest, tmp_path: Path, kms: Kms) -> AsyncIterator[Kind]:
    match request.param:
        case "local":
            yield _local(tmp_path / "master.key")
        case "kms":
            kept = dict(kms.keys)
            async with _opened(kms.url, "one", "two") as (one, two):
                yield Kind(one, lambda: two, kms.keys.clear)
            kms.keys.update(kept)
        case _:
            emulator = Emulator(url=os.environ[VARIABLE])
            keys = (emulator.made(), emulator.made())
            async with _opened(emulator.url, *keys) as (one, two):
                yield Kind(one, lambda: two, lambda: emulator.deleted(*keys), bound=NAMED)


@pytest.fixture(params=SERVICES)
def url(request: pytest.FixtureRequest, kms: Kms) -> str:
    return kms.url if request.param == "kms" else os.environ[VARIABLE]


async def test_unwraps_what_it_generated_and_what_it_wrapped(kind: Kind) -> None:
    plain, wrapped = await kind.wraps.generate(HERE)
    again = await kind.wraps.wrap(plain, HERE)

    assert len(plain) == 32
    assert plain not in wrapped.blob + again.blob
    assert wrapped.blob != again.blob
    assert await kind.wraps.unwrap(wrapped, HERE) == plain
    assert await kind.wraps.unwrap(again, HERE) == plain
    assert wrapped.kek == again.kek == await kind.wraps.current()
    assert kind.wraps.knows(wrapped.kek)
    assert not kind.wraps.knows(KekId("another:kind"))


async def test_a_data_key_belongs_to_its_context(kind: Kind) -> None:
    _, wrapped = await kind.wraps.generate(HERE)

    with pytest.raises(Unopenable):
        await kind.wraps.unwrap(wrapped, THERE)


async def test_a_data_key_does_not_unwrap_with_another_key(kind: Kind) -> None:
    _, wrapped = await kind.wraps.generate(HERE)
    later = kind.next()
    other = await later.current()
    assert other is not None

    with pytest.raises(Unopenable):
        await later.unwrap(replace(wrapped, kek=other), HERE)


async def test_a_changed_data_key_does_not_unwrap(kind: Kind) -> None:
    _, wrapped = await kind.wraps.generate(HERE)

    for position in range(kind.bound, len(wrapped.blob), 7):
        blob = bytearray(wrapped.blob)
        blob[position] ^= 1
        with pytest.raises(Unopenable):
            await kind.wraps.unwrap(replace(wrapped, blob=bytes(blob)), HERE)


async def test_another_key_takes_over_and_the_old_one_still_unwraps(kind: Kind) -> None:
    plain, wrapped = await kind.wraps.generate(HERE)
    later = kind.next()

    assert await later.unwrap(wrapped, HERE) == plain
    rewrapped = await later.rewrap(wrapped, HERE)

    assert rewrapped.kek == await later.current() != wrapped.kek
    assert await later.unwrap(rewrapped, HERE) == plain
    with pytest.raises(Unopenable):
        await later.rewrap(wrapped, THERE)


async def test_without_its_key_it_is_not_available(kind: Kind) -> None:
    plain, wrapped = await kind.wraps.generate(HERE)
    kind.lose()

    with pytest.raises(KeysUnavailable):
        await kind.wraps.unwrap(wrapped, HERE)
    with pytest.raises(KeysUnavailable):
        await kind.wraps.rewrap(wrapped, HERE)
    with pytest.raises(KeysUnavailable):
        await kind.wraps.wrap(plain, HERE)


async def test_a_kms_key_that_is_not_there_is_not_available(url: str) -> None:
    async with _opened(url, "absent") as (nothing,):
        with pytest.raises(KeysUnavailable):
            await nothing.current()
        with pytest.raises(KeysUnavailable):
            await nothing.generate(HERE)
        with pytest.raises(KeysUnavailable):
            await nothing.wrap(b"key", HERE)


async def test_kms_that_does_not_answer_is_not_available() -> None:
    with running_kms() as gone:
        pass
    async with _opened(gone.url, "one") as (nobody,):
        with pytest.raises(KeysUnavailable):
            await nobody.generate(HERE)


async def test_kms_wraps_anew_without_giving_the_key_away(kms: Kms) -> None:
    async with _opened(kms.url, "one", "two") as (one, two):
        _, wrapped = await one.generate(HERE)
        kms.asked.clear()
        await two.rewrap(wrapped, HERE)

    assert kms.asked == ["ReEncrypt"]


@asynccontextmanager
async def _opened(url: str, *keys: str) -> AsyncIterator[list[KeyEncryption]]:
    async with AsyncExitStack() as stack:
        yield [await stack.enter_async_context(open_kms(config_of(url, key))) for key in keys]


def _local(path: Path) -> Kind:
    read = partial(read_file, path)
    make_file(path)

    def following() -> KeyEncryption:
        old = path.read_text()
        path.unlink()
        make_file(path)
        path.write_text(path.read_text() + old)
        return LocalEncryption(read=read)

    return Kind(LocalEncryption(read=read), following, path.unlink)
