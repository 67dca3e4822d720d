"""Files in an S3 bucket, or in whatever speaks its protocol.

Parts of an upload that broke off stay until the bucket's life-cycle rule for incomplete
multipart uploads removes them; nothing reads them.
"""

from collections.abc import AsyncIterable, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from obstore.store import S3Store

from blobs import objects
from blobs.errors import BlobsUnavailable
from blobs.objects import faults
from blobs.paths import checked
from blobs.types import BlobEntry, BlobStore, Content

if TYPE_CHECKING:
    from obstore.store import S3Config  # It exists for type checkers only.

# S3's least part of an upload is 5 MiB, and it takes 10,000 of them.
_PART_BYTES: Final = 8 * 1024 * 1024
_PARTS_AT_ONCE: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Where the blobs are: an empty ``endpoint`` is AWS's own.

    Without an access key, the credentials are those that AWS gives the machine or container.
    """

    name: str
    region: str
    prefix: str = ""
    endpoint: str = ""
    access_key_id: str = ""
    secret_access_key: str = field(default="", repr=False)


@asynccontextmanager
async def open_blobs(bucket: Bucket) -> AsyncIterator[BlobStore]:
    """Open the blobs of ``bucket``, which must be there; nothing is sent before the first use."""
    yield _Bucket(store=_store(bucket))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bucket:
    store: S3Store

    async def put(self, path: str, data: Content) -> int:
        checked(path)
        if isinstance(data, bytes):
            with faults():
                await self.store.put_async(path, data, use_multipart=False)
            return len(data)
        return await self._put_parts(path, data)

    async def _put_parts(self, path: str, data: AsyncIterable[bytes]) -> int:
        source = _Source(data)
        try:
            with faults():
                await self.store.put_async(
                    path,
                    source.parts(),
                    chunk_size=_PART_BYTES,
                    max_concurrency=_PARTS_AT_ONCE,
                )
        except BlobsUnavailable:
            if source.error is not None:
                raise source.error from None
            raise
        return source.size_bytes

    async def get(self, path: str) -> bytes:
        return await objects.get(self.store, path)

    def stream(self, path: str) -> AsyncIterator[bytes]:
        return objects.stream(self.store, path)

    async def download(self, path: str, file: Path) -> int:
        return await objects.download(self.store, path, file)

    def list(self, prefix: str) -> AsyncIterator[BlobEntry]:
        return objects.entries(self.store, prefix)

    async def delete(self, path: str) -> None:
        await objects.delete(self.store, path)

    async def ready(self) -> None:
        # A listing, since the answer for a missing bucket and a missing blob is one.
        with faults():
            await anext(self.store.list("ready").__aiter__(), None)


@dataclass(slots=True)
class _Source:
    """What is uploaded, its size so far, and how it failed if it is at fault itself."""

    data: AsyncIterable[bytes]
    size_bytes: int = 0
    error: OSError | None = None

    async def parts(self) -> AsyncIterator[bytes]:
        try:
            async for part in self.data:
                self.size_bytes += len(part)
                yield part
        except OSError as error:
            self.error = error
            raise


def _store(bucket: Bucket) -> S3Store:
    return S3Store(
        bucket.name,
        prefix=bucket.prefix or None,
        region=bucket.region,
        config=_config(bucket),
        client_options={
            "allow_http": bucket.endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=5),
            "timeout": timedelta(seconds=60),
        },
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
    )


def _config(bucket: Bucket) -> "S3Config":
    config: S3Config = {}
    if bucket.endpoint:
        config["endpoint"] = bucket.endpoint
    if bucket.access_key_id:
        config["access_key_id"] = bucket.access_key_id
        config["secret_access_key"] = bucket.secret_access_key
    return config
