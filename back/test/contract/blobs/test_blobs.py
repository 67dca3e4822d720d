"""What every file store promises: the directory, and S3 where one is running."""

import os
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from blobs import directory, s3
from blobs.errors import BlobNotFound, BlobsUnavailable, PathRefused
from blobs.types import BlobStore
from kit.ids import random_id

STORES = ("directory", *(["s3"] if "INTEGRATES_TEST_S3" in os.environ else []))
LARGE = bytes(range(256)) * 80_000  # Three parts of an upload to S3.

pytestmark = pytest.mark.changes_db


class BrokenPipe(OSError):
    """How an upload ends whose sender is gone."""


def _opened(name: str, folder: Path) -> AbstractAsyncContextManager[BlobStore]:
    if name == "directory":
        return directory.open_blobs(folder / "blobs", clock=lambda: datetime.now(UTC))
    return s3.open_blobs(_bucket(os.environ["INTEGRATES_TEST_S3_BUCKET"]))


def _bucket(name: str) -> s3.Bucket:
    return s3.Bucket(
        name=name,
        region="us-east-1",
        prefix=random_id(),
        endpoint=os.environ["INTEGRATES_TEST_S3"],
        access_key_id=os.environ["INTEGRATES_TEST_S3_ACCESS_KEY"],
        secret_access_key=os.environ["INTEGRATES_TEST_S3_SECRET_KEY"],
    )


@pytest_asyncio.fixture(params=STORES)
async def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[BlobStore]:
    async with _opened(request.param, tmp_path) as store:
        yield store


async def _parts(*parts: bytes, error: Exception | None = None) -> AsyncIterator[bytes]:
    for part in parts:
        yield part
    if error is not None:
        raise error


async def _paths(blobs: BlobStore, prefix: str) -> list[str]:
    return sorted([entry.path async for entry in blobs.list(prefix)])


async def test_a_blob_comes_back_as_it_was_put(blobs: BlobStore) -> None:
    size = await blobs.put("imports/a/report.json.gz", b"\x00report\xff")

    assert size == 8
    assert await blobs.get("imports/a/report.json.gz") == b"\x00report\xff"


async def test_a_put_replaces_the_whole_blob(blobs: BlobStore) -> None:
    await blobs.put("a", b"longer than the next")

    await blobs.put("a", _parts(b"short", b"er"))

    assert await blobs.get("a") == b"shorter"


async def test_an_empty_blob_is_a_blob(blobs: BlobStore) -> None:
    sizes = (await blobs.put("bytes", b""), await blobs.put("parts", _parts()))

    assert sizes == (0, 0)
    assert (await blobs.get("bytes"), await blobs.get("parts")) == (b"", b"")
    assert b"".join([part async for part in blobs.stream("parts")]) == b""


async def test_a_large_blob_streams_in_and_out_in_parts(blobs: BlobStore) -> None:
    size = await blobs.put("large", _parts(*(LARGE[at : at + 65_537] for at in _steps())))

    parts = [part async for part in blobs.stream("large")]

    assert size == len(LARGE)
    assert b"".join(parts) == LARGE
    assert len(parts) > 1


def _steps() -> range:
    return range(0, len(LARGE), 65_537)


async def test_an_upload_that_breaks_off_leaves_what_was_there(blobs: BlobStore) -> None:
    await blobs.put("a", b"old")

    with pytest.raises(BrokenPipe):
        await blobs.put("a", _parts(LARGE, LARGE, error=BrokenPipe()))

    assert await blobs.get("a") == b"old"
    assert await _paths(blobs, "") == ["a"]


async def test_an_upload_that_breaks_off_makes_no_blob(blobs: BlobStore) -> None:
    with pytest.raises(ValueError, match="bad chunk"):
        await blobs.put("a", _parts(b"new", error=ValueError("bad chunk")))

    with pytest.raises(BlobNotFound):
        await blobs.get("a")


async def test_what_is_not_there_is_not_found(blobs: BlobStore, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"

    with pytest.raises(BlobNotFound):
        await blobs.get("absent")
    with pytest.raises(BlobNotFound):
        await anext(blobs.stream("absent"))
    with pytest.raises(BlobNotFound):
        await blobs.download("absent", scratch)

    assert not scratch.exists()


@pytest.mark.parametrize("content", [b"", b"small", LARGE])
async def test_a_download_is_the_whole_blob(
    blobs: BlobStore, tmp_path: Path, content: bytes
) -> None:
    scratch = tmp_path / "scratch"
    scratch.write_bytes(b"longer than small")
    await blobs.put("a/b", content)

    size = await blobs.download("a/b", scratch)

    assert (size, scratch.read_bytes()) == (len(content), content)


async def test_a_folder_lists_what_is_under_it_and_no_namesake(blobs: BlobStore) -> None:
    for path in ("a/1", "a/deep/2", "ab/3", "b"):
        await blobs.put(path, b"x")

    listed = (await _paths(blobs, "a"), await _paths(blobs, ""), await _paths(blobs, "c"))

    assert listed == (["a/1", "a/deep/2"], ["a/1", "a/deep/2", "ab/3", "b"], [])


async def test_a_listing_tells_sizes_and_instants(blobs: BlobStore) -> None:
    before = datetime.now(UTC)
    await blobs.put("a/b", b"four")

    (entry,) = [entry async for entry in blobs.list("a")]

    assert (entry.path, entry.size_bytes) == ("a/b", 4)
    assert abs((entry.modified_at - before).total_seconds()) < 60


async def test_deleting_is_done_once_it_is_answered_and_can_be_repeated(blobs: BlobStore) -> None:
    await blobs.put("a/b", b"x")

    await blobs.delete("a/b")
    await blobs.delete("a/b")

    assert await _paths(blobs, "") == []


@pytest.mark.parametrize("path", ["=@+-_.x", "A/b.c/d", "x" * 512])
async def test_odd_paths_are_kept_as_they_are(blobs: BlobStore, path: str) -> None:
    await blobs.put(path[-200:], b"x")

    assert await _paths(blobs, "") == [path[-200:]]
    assert await blobs.get(path[-200:]) == b"x"


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "a/", "a b"])
async def test_no_operation_takes_a_path_that_is_none(
    blobs: BlobStore, tmp_path: Path, path: str
) -> None:
    with pytest.raises(PathRefused):
        await blobs.put(path, b"x")
    with pytest.raises(PathRefused):
        await blobs.get(path)
    with pytest.raises(PathRefused):
        await anext(blobs.stream(path))
    with pytest.raises(PathRefused):
        await blobs.download(path, tmp_path / "scratch")
    with pytest.raises(PathRefused):
        await blobs.delete(path)

    assert await _paths(blobs, "") == []


async def test_a_store_that_answers_is_ready(blobs: BlobStore) -> None:
    await blobs.ready()


async def test_a_consumer_s_own_failure_passes_through_the_stream(blobs: BlobStore) -> None:
    await blobs.put("a", b"x")
    parts = blobs.stream("a")
    await anext(parts)

    with pytest.raises(BrokenPipe):
        await parts.athrow(BrokenPipe())  # type: ignore[attr-defined] # It is a generator.


if "s3" in STORES:

    async def test_a_missing_bucket_is_a_fault_and_not_a_missing_blob() -> None:
        async with s3.open_blobs(_bucket("nobody-made-this")) as blobs:
            with pytest.raises(BlobsUnavailable):
                await blobs.ready()
            with pytest.raises(BlobsUnavailable):
                await blobs.put("a", b"x")
