"""Files are copied once, whole or not at all."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from blobs.directory import open_blobs
from blobs.types import BlobStore
from contract.builders import Hands
from copies.files import copy_files, missing_files

pytestmark = pytest.mark.not_changes_db


@pytest.fixture
async def places(tmp_path: Path) -> AsyncIterator[tuple[BlobStore, BlobStore]]:
    async with AsyncExitStack() as stack:
        one, other = [
            await stack.enter_async_context(open_blobs(tmp_path / name, clock=Hands()))
            for name in ("one", "other")
        ]
        yield one, other


async def test_what_is_missing_or_of_another_size_is_copied(
    places: tuple[BlobStore, BlobStore],
) -> None:
    source, target = places
    contents = {"a/same": b"same", "a/new": b"n" * 3_000_000, "b/part": b"whole", "c/empty": b""}
    for path, content in contents.items():
        await source.put(path, content)
    await target.put("a/same", b"same")
    await target.put("b/part", b"wh")
    told: list[int] = []

    copied = await copy_files(source, target, told=told.append)

    assert copied == 3
    assert told == [1, 2, 3]
    assert {path: await target.get(path) for path in contents} == contents
    assert await copy_files(source, target, told=told.append) == 0


async def test_what_is_missing_is_named(places: tuple[BlobStore, BlobStore]) -> None:
    source, target = places
    for path in ("b", "a", "c"):
        await source.put(path, b"content")
    await target.put("c", b"content")
    await target.put("b", b"less")

    assert await missing_files(source, target) == ("a", "b")
