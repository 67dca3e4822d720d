"""What may be a blob's path, the same for every store."""

import re
from typing import Final

from blobs.errors import PathRefused

MAX_BYTES: Final = 512
_SEGMENT: Final = r"[A-Za-z0-9_=@+-][A-Za-z0-9._=@+-]*"
_PATH: Final = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")


def checked(path: str) -> str:
    """Return ``path`` as it is.

    Raises:
        PathRefused: it may not be a path.
    """
    if len(path) > MAX_BYTES or not _PATH.fullmatch(path):
        raise PathRefused(path[:MAX_BYTES])
    return path
