"""The report on disk, opened for upload."""

import gzip
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from integrates_ci.errors import WrongUsage

STANDARD_INPUT: Final = "-"
PLAIN_BYTES: Final = 1024 * 1024  # what is larger is packed before it is sent
_GZIP: Final = b"\x1f\x8b"


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """Open a report for upload: as it is when small or packed already, else packed.

    Raises:
        WrongUsage: it cannot be read.
    """
    try:
        with _seekable(path) as file:
            is_packed = file.read(2) == _GZIP
            if is_packed or file.seek(0, 2) <= PLAIN_BYTES:
                yield file
                return
            with tempfile.TemporaryFile() as packed:
                file.seek(0)
                with gzip.GzipFile("", "wb", fileobj=packed, mtime=0) as target:
                    shutil.copyfileobj(file, target)
                yield packed
    except OSError as error:
        if error.filename is None:
            raise
        raise WrongUsage(f"{path} cannot be read: {error.strerror}") from error


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
