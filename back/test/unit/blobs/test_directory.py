"""What is the directory's own: flushing, leftovers, faults."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from blobs.directory import open_blobs
from blobs.errors import BlobNotFound, BlobsUnavailable, PathRefused
from blobs.objects import in_thread

NOW = datetime(2026, 3, 1, tzinfo=UTC)

pytestmark = pytest.mark.changes_db


def _now() -> datetime:
    return NOW


async def test_the_blob_and_each_folder_to_it_are_flushed_and_renamed_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    flush, rename = os.fsync, Path.replace

    def noted_flush(descriptor: int) -> None:
        flushed = Path(f"/proc/self/fd/{descriptor}").readlink()
        done.append(str(flushed.relative_to(tmp_path)))
        if flushed.is_file():
            done.append(f"{os.fstat(descriptor).st_size} bytes")
        flush(descriptor)

    def noted_rename(source: Path, target: Path) -> Path:
        done.append("rename")
        return rename(source, target)

    async with open_blobs(tmp_path, clock=_now) as blobs:
        monkeypatch.setattr(os, "fsync", noted_flush)
        monkeypatch.setattr(Path, "replace", noted_rename)
        await blobs.put("a/b/c", b"x")

    assert done[0].startswith("partial/")
    assert done[1:] == ["1 bytes", "rename", "files/a/b", "files/a", "files"]


async def test_a_broken_upload_leaves_no_partial_file(tmp_path: Path) -> None:
    async def parts() -> AsyncIterator[bytes]:
        yield b"x"
        raise ValueError("bad chunk")

    async with open_blobs(tmp_path, clock=_now) as blobs:
        with pytest.raises(ValueError, match="bad chunk"):
            await blobs.put("a", parts())

    assert list((tmp_path / "partial").iterdir()) == []


async def test_a_cancelled_upload_leaves_nothing(tmp_path: Path) -> None:
    begun, never = asyncio.Event(), asyncio.Event()

    async def parts() -> AsyncIterator[bytes]:
        yield b"x"
        begun.set()
        await never.wait()

    async with open_blobs(tmp_path, clock=_now) as blobs:
        upload = asyncio.create_task(blobs.put("a", parts()))
        await begun.wait()
        upload.cancel()
        await asyncio.wait({upload})

        assert upload.cancelled()
        assert list((tmp_path / "partial").iterdir()) == []
        with pytest.raises(BlobNotFound):
            await blobs.get("a")


async def test_only_abandoned_partial_files_are_swept(tmp_path: Path) -> None:
    partial = tmp_path / "partial"
    partial.mkdir()
    for name, age in (("old", timedelta(hours=25)), ("young", timedelta(hours=23))):
        (partial / name).touch()
        at = (NOW - age).timestamp()
        os.utime(partial / name, (at, at))

    async with open_blobs(tmp_path, clock=_now):
        left = [file.name for file in partial.iterdir()]

    assert left == ["young"]


async def test_a_blob_is_no_folder(tmp_path: Path) -> None:
    async with open_blobs(tmp_path, clock=_now) as blobs:
        await blobs.put("a/b", b"x")

        with pytest.raises(PathRefused):
            await blobs.put("a/b/c", b"x")
        with pytest.raises(PathRefused):
            await blobs.put("a", b"x")

        assert [entry.path async for entry in blobs.list("")] == ["a/b"]


async def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    async with open_blobs(tmp_path, clock=_now) as blobs:
        (tmp_path / "partial").rmdir()

        with pytest.raises(BlobsUnavailable):
            await blobs.ready()
        with pytest.raises(BlobsUnavailable):
            await blobs.put("a", b"x")


async def test_a_root_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BlobsUnavailable):
        async with open_blobs(tmp_path / "file" / "below", clock=_now):
            pass


async def test_work_in_a_thread_is_over_when_its_waiter_is_cancelled() -> None:
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()
    done: list[bool] = []

    def work() -> None:
        loop.call_soon_threadsafe(begun.set)
        done.append(go_on.wait(timeout=30))

    waiter = asyncio.create_task(in_thread(work))
    await begun.wait()
    waiter.cancel()
    loop.call_soon(go_on.set)
    await asyncio.wait({waiter})

    assert waiter.cancelled()
    assert done == [True]
