"""What somebody says was scanned: files and folders of the root; pure."""

from collections.abc import Sequence
from typing import Final

from imports.errors import InvalidScannedPath, TooManyScannedPaths
from imports.formats.locations import path_of
from texts.rules import sized

MOST: Final = 250
_LONGEST: Final = 1_000


def scanned_from(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the paths as those of results are written, each once; ``.`` is the whole root.

    Raises:
        TooManyScannedPaths: there are more than 250.
        InvalidLength: one has no character, or more than 1,000.
        InvalidScannedPath: one leads out of the root, or has a control character.
    """
    if len(texts) > MOST:
        raise TooManyScannedPaths(MOST)
    return tuple(dict.fromkeys(_path(text) for text in texts))


def _path(text: str) -> str:
    sized(text.strip(), least=1, most=_LONGEST)
    if ".." in text.replace("\\", "/").split("/") or not text.isprintable():
        raise InvalidScannedPath
    return path_of(text.strip())
