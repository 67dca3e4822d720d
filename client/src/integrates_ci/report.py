"""The report on disk: opened, read here for its source to be told, and packed for upload."""

import gzip
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from integrates_ci.errors import Undecided, WrongUsage

STANDARD_INPUT: Final = "-"
PLAIN_BYTES: Final = 1024 * 1024  # what is larger is packed before it is sent
READ_BYTES: Final = 64 * 1024 * 1024  # unpacked; reading takes about ten times that in memory
_GZIP: Final = b"\x1f\x8b"


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a report, as it is, so that it can be read again and again.

    Raises:
        WrongUsage: it cannot be read.
    """
    try:
        with _seekable(path) as file:
            yield file
    except OSError as error:
        if error.filename is None:
            raise
        raise WrongUsage(f"{path} cannot be read: {error.strerror}") from error


@contextmanager
def for_upload(file: BinaryIO) -> Iterator[BinaryIO]:
    """Take a report as it is when it is small or packed already, else pack it."""
    file.seek(0)
    is_packed = file.read(2) == _GZIP
    if is_packed or file.seek(0, 2) <= PLAIN_BYTES:
        yield file
        return
    with tempfile.TemporaryFile() as packed:
        file.seek(0)
        with gzip.GzipFile("", "wb", fileobj=packed, mtime=0) as target:
            shutil.copyfileobj(file, target)
        yield packed


def unpacked(file: BinaryIO) -> bytes:
    """Return the report's bytes, unpacked if they are packed.

    Raises:
        Undecided: they are too many to be read here, or damaged.
    """
    file.seek(0)
    is_packed = file.read(2) == _GZIP
    file.seek(0)
    source = gzip.GzipFile(fileobj=file) if is_packed else file
    try:
        data = source.read(READ_BYTES + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Undecided(f"The report cannot be read here: {error!r}") from error
    if len(data) > READ_BYTES:
        raise Undecided(f"The report has more than {READ_BYTES} bytes, too many to read here")
    return data


@contextmanager
def _seekable(path: str) -> Iterator[BinaryIO]:
    if path != STANDARD_INPUT:
        with Path(path).open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
        file.seek(0)
        yield file
