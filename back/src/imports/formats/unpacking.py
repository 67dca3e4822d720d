"""The bytes of a report, plain or gzip, within bounds that are counted while reading."""

import gzip
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from imports.formats.bounds import Bounds
from imports.formats.errors import (
    LoneSurrogate,
    NotUtf8,
    PackedBadly,
    ReportTooLarge,
    ReportUnpacksTooWell,
    TextTooLong,
)

CHUNK_BYTES: Final = 64 * 1024
_GZIP: Final = b"\x1f\x8b"
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
_LONGEST_PAIR: Final = len(rb"\ud83d\ude00")
# The parser turns half of a pair into a question mark, silently: it is looked for here.
_ESCAPE: Final = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(?P<lone>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def chunks(path: Path, bounds: Bounds) -> Iterator[bytes]:
    """Yield the text of the report without a byte order mark, in pieces, none empty.

    Raises:
        ReportRefused: a bound is broken, it cannot be unpacked, or it is not UTF-8.
    """
    packed_bytes = path.stat().st_size
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
        file.seek(0)
        if packed and packed_bytes > bounds.packed_bytes:
            raise ReportTooLarge("bytes packed", bounds.packed_bytes)
        source = _unpacked(file, packed_bytes, bounds) if packed else _plain(file)
        yield from _whole_escapes(_without_mark(_counted(source, bounds)), bounds)


def _plain(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(CHUNK_BYTES):
        yield chunk


def _unpacked(file: BinaryIO, packed_bytes: int, bounds: Bounds) -> Iterator[bytes]:
    allowed = max(bounds.ratio_floor_bytes, bounds.ratio * packed_bytes)
    size = 0
    try:
        with gzip.GzipFile(fileobj=file) as unpacking:
            while chunk := unpacking.read(CHUNK_BYTES):
                size += len(chunk)
                if size > allowed:
                    raise ReportUnpacksTooWell(bounds.ratio)
                yield chunk
    except (EOFError, gzip.BadGzipFile, zlib.error) as failure:
        raise PackedBadly from failure


def _counted(source: Iterator[bytes], bounds: Bounds) -> Iterator[bytes]:
    size = 0
    for chunk in source:
        size += len(chunk)
        if size > bounds.unpacked_bytes:
            raise ReportTooLarge("bytes", bounds.unpacked_bytes)
        yield chunk


def _without_mark(source: Iterator[bytes]) -> Iterator[bytes]:
    first = next(source, b"")
    if first.startswith(_UTF16_MARKS):
        raise NotUtf8
    if text := first.removeprefix(_UTF8_MARK):
        yield text
    yield from source


def _whole_escapes(source: Iterator[bytes], bounds: Bounds) -> Iterator[bytes]:
    """Yield the same bytes, cut so that no escape is split, each piece free of lone halves."""
    kept = b""
    for chunk in source:
        text = kept + chunk
        cut = _last_cut(text)
        kept = text[cut:]
        if len(kept) > bounds.string_bytes + CHUNK_BYTES:
            raise TextTooLong(bounds.string_bytes)
        if cut:
            yield _checked(text[:cut])
    if kept:
        yield _checked(kept)


def _last_cut(text: bytes) -> int:
    """Return where ``text`` can be cut: before an escape that may go on after its end."""
    escape = text.find(b"\\", max(0, len(text) - _LONGEST_PAIR))
    if escape < 0:
        return len(text)
    cut = len(text[:escape].rstrip(b"\\"))
    half = _LONGEST_PAIR // 2
    if text[max(0, cut - half) : cut].startswith(b"\\u"):  # it may be the first of a pair
        cut = len(text[: cut - half].rstrip(b"\\"))
    return cut


def _checked(text: bytes) -> bytes:
    if (rb"\ud" in text or rb"\uD" in text) and any(
        found["lone"] for found in _ESCAPE.finditer(text)
    ):
        raise LoneSurrogate
    return text
