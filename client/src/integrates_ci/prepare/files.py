"""The files of the source, as far as they have lines that can be told."""

import unicodedata
from pathlib import Path
from stat import S_ISREG
from typing import Final

MOST_BYTES: Final = 20 * 1024 * 1024
_LOOKED_AT: Final = 8 * 1024  # for a NUL, which text does not hold


class NoSketch(Exception):
    """Of this file nothing is told; the text says why."""


def content_of(source: Path, path: str) -> bytes:
    """Return what is in the file at ``path``; ``source`` must be resolved.

    Raises:
        NoSketch: it is none, is not text, is too large, or is not in the source.
    """
    try:
        found = next((file for name in _names(path) if (file := _file(source, name))), None)
        if found is None:
            raise NoSketch("it is not in the source")
        content = _content(found)
    except (OSError, RuntimeError, ValueError) as error:  # links in a circle are a RuntimeError
        raise NoSketch(f"it cannot be read ({type(error).__name__})") from error
    if len(content) > MOST_BYTES:
        raise NoSketch(f"it has more than {MOST_BYTES:,} bytes")
    if b"\0" in content[:_LOOKED_AT]:
        raise NoSketch("it is binary")
    return content


def is_file(source: Path, path: str) -> bool:
    """Return whether there is such a file, be it text or not."""
    try:
        return any((source / name).is_file() for name in _names(path))
    except (OSError, RuntimeError, ValueError):
        return False


def _names(path: str) -> tuple[str, ...]:
    """Return the path in the forms in which a file system may have its letters."""
    forms = (path, unicodedata.normalize("NFC", path), unicodedata.normalize("NFD", path))
    return tuple(dict.fromkeys(forms))


def _file(source: Path, name: str) -> Path | None:
    file = (source / name).resolve()
    if not file.is_relative_to(source):
        raise NoSketch("it leads out of the source")
    return file if file.exists() else None


def _content(file: Path) -> bytes:
    if not S_ISREG(file.stat().st_mode):
        raise NoSketch("it is no file")
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)
