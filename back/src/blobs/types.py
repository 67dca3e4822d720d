"""The port for files: whole blobs by path, written all or nothing.

A path is 1 to 512 bytes: segments of ``[A-Za-z0-9._=@+-]`` between single slashes.  None begins
with a dot, so a path can neither leave its folder nor hide in it; a breach is ``PathRefused``.
No path is a folder of another, which only a directory notices.
"""

from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeAlias

Content: TypeAlias = bytes | AsyncIterable[bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobEntry:
    path: str
    size_bytes: int
    modified_at: datetime


class BlobStore(Protocol):
    """What keeps files.  Its faults are ``BlobsUnavailable``."""

    async def put(self, path: str, data: Content) -> int:
        """Write ``data``, in place of what was there, and return its size in bytes.

        After the answer the blob survives a crash of the process and of the machine.  If
        ``data`` raises, nothing is written.  Readers see the old blob or the new, never a part.
        """
        ...

    async def get(self, path: str) -> bytes:
        """Return the whole blob: for what is known to be small.

        Raises:
            BlobNotFound: there is none.
        """
        ...

    def stream(self, path: str) -> AsyncIterator[bytes]:
        """Yield the blob in parts; the first step raises ``BlobNotFound`` where there is none."""
        ...

    async def download(self, path: str, file: Path) -> int:
        """Copy the blob to ``file``, in place of what it held, and return the size in bytes.

        Raises:
            BlobNotFound: there is none; ``file`` is untouched.
        """
        ...

    def list(self, prefix: str) -> AsyncIterator[BlobEntry]:
        """Yield the blobs under the folder ``prefix``, in no useful order; ``""`` is all."""
        ...

    async def delete(self, path: str) -> None:
        """Remove the blob; one that is not there is no failure."""
        ...

    async def ready(self) -> None:
        """Check that the store answers.

        Raises:
            BlobsUnavailable: it does not.
        """
        ...
