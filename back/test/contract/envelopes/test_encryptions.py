"""What wraps data keys: our own master keys in a file, and KMS."""

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

import boto3  # type: ignore[import-untyped]  # published without type hints
import pytest

from envelopes.errors import KeysUnavailable, Unopenable
from envelopes.kms import KmsConfig, open_kms
from envelopes.local import LocalEncryption, make_file, read_file
from envelopes.types import KekId, KeyEncryption
from kms import Kms, running_kms

KINDS: Final = ("local", "kms", *(["emulator"] if "INTEGRATES_TEST_KMS" in os.environ else []))
REGION: Final = "us-east-1"
HERE: Final = {"tenant": "ORG#1", "data-key": "1"}
THERE: Final = {"tenant": "ORG#2", "data-key": "1"}


@dataclass(frozen=True, slots=True)
class Kind:
    """``next`` makes another key the current one, ``lose`` takes all keys away.

    Of what is wrapped, the first ``loose`` bytes may change without harm: they are no secret.
    """

    wraps: KeyEncryption
    next: Callable[[], KeyEncryption]
    lose: Callable[[], None]
    loose: int = 0


@pytest.fixture(scope="module")
def kms() -> Iterator[Kms]:
    with running_kms("one", "two") as running:
        yield running


@pytest.fixture(params=KINDS)
async def kind(request: pytest.FixtureRequest, tmp_path: Path, kms: Kms) -> AsyncIterator[Kind]:
    if request.param == "local":
        yield _local(tmp_path / "master.key")
        return
    if request.param == "emulator":
        async with _emulated(os.environ["INTEGRATES_TEST_KMS"]) as found:
            yield found
        return
    kept = dict(kms.keys)
    async with AsyncExitStack() as stack:
        one, two = [
            await stack.enter_async_context(open_kms(_config(kms.url, key)))
            for key in ("one", "two")
        ]
        yield Kind(one, lambda: two, kms.keys.clear)
    kms.keys.update(kept)


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


async def test_a_changed_data_key_does_not_unwrap(kind: Kind) -> None:
    _, wrapped = await kind.wraps.generate(HERE)

    assert len(wrapped.blob) >= kind.loose + 32 + 16  # the data key, and what proves it
    for position in range(kind.loose, len(wrapped.blob), 7):
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


async def test_kms_that_does_not_answer_is_not_available() -> None:
    with running_kms() as gone:
        pass
    async with open_kms(_config(gone.url, "one")) as nobody:
        with pytest.raises(KeysUnavailable):
            await nobody.generate(HERE)


async def test_kms_wraps_anew_without_giving_the_key_away(kms: Kms) -> None:
    async with open_kms(_config(kms.url, "one")) as one, open_kms(_config(kms.url, "two")) as two:
        _, wrapped = await one.generate(HERE)
        kms.asked.clear()
        await two.rewrap(wrapped, HERE)

    assert kms.asked == ["ReEncrypt"]


@asynccontextmanager
async def _emulated(url: str) -> AsyncIterator[Kind]:
    """Give two keys of their own, which an emulator makes and may disable."""
    client = boto3.client(
        "kms",
        region_name=REGION,
        endpoint_url=url,
        aws_access_key_id="a",
        aws_secret_access_key="s",
    )
    keys = [client.create_key()["KeyMetadata"]["KeyId"] for _ in range(2)]

    def lose() -> None:
        for key in keys:
            client.disable_key(KeyId=key)

    async with AsyncExitStack() as stack:
        one, two = [await stack.enter_async_context(open_kms(_config(url, key))) for key in keys]
        # It leads its blobs with the name of the key, which we tell it ourselves.
        yield Kind(one, lambda: two, lose, loose=80)


def _config(url: str, key: str) -> KmsConfig:
    return KmsConfig(key=key, region=REGION, endpoint_url=url, access_key="a", secret_key="s")


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
