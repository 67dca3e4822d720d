"""A report's bytes and JSON: what is refused before anybody looks at its meaning."""

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.formats.bounds import Bounds
from imports.formats.errors import (
    DuplicateKey,
    LoneSurrogate,
    NotJson,
    NotUtf8,
    PackedBadly,
    ReportRefused,
    ReportTooDeep,
    ReportTooLarge,
    ReportTruncated,
    ReportUnpacksTooWell,
    TextTooLong,
)
from imports.formats.json_stream import events
from imports.formats.unpacking import CHUNK_BYTES, chunks
from reports.made import written

_OBJECT = [("start_map", None), ("map_key", "a"), ("string", "x"), ("end_map", None)]
_MIB = 1024 * 1024


def _read(folder: Path, content: bytes, bounds: Bounds | None = None) -> list[tuple[str, object]]:
    return list(events(written(folder, content), bounds or Bounds()))


@pytest.mark.parametrize(
    "content",
    [
        b'{"a":"x"}',
        b'\xef\xbb\xbf{"a":"x"}',
        b'\n {"a" : "x"}\r\n',
        gzip.compress(b'\xef\xbb\xbf{"a":"x"}', mtime=0),
        gzip.compress(b'{"a":', mtime=0) + gzip.compress(b'"x"}', mtime=0),
    ],
)
def test_plain_and_packed_text_is_read_with_or_without_a_mark(
    tmp_path: Path, content: bytes
) -> None:
    assert _read(tmp_path, content) == _OBJECT


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", ReportTruncated),
        (b"  ", ReportTruncated),
        (b'{"a":"x"', ReportTruncated),
        (b'{"a":"x', ReportTruncated),
        (b'{"a":"x"} {', NotJson),
        (b'{"a":NaN}', NotJson),
        (b'{"a":-Infinity}', NotJson),
        (b"{'a':1}", NotJson),
        (b'{"a":1,}', NotJson),
        (b'{"a":' + b"9" * 5000 + b"}", NotJson),
        (b"<html></html>", NotJson),
        (b'{"a":1,"b":{"c":1,"c":2}}', DuplicateKey),
        (b'{"a":"\\ud800"}', LoneSurrogate),
        (b'{"a":"\\udc00\\ud800"}', LoneSurrogate),
        (b'{"\\ud800x":1}', LoneSurrogate),
        (b'{"a":"\xed\xa0\x80"}', NotUtf8),
        ('{"a":"x"}'.encode("utf-16"), NotUtf8),
        (gzip.compress(b'{"a":"x"}', mtime=0)[:-9], PackedBadly),
        (gzip.compress(b'{"a":"x"}', mtime=0) + b"more", PackedBadly),
    ],
)
def test_what_is_not_strictly_json_is_refused(
    tmp_path: Path, content: bytes, refusal: type[ReportRefused]
) -> None:
    with pytest.raises(refusal):
        _read(tmp_path, content)


def test_an_escaped_pair_is_one_character(tmp_path: Path) -> None:
    found = _read(tmp_path, b'["\\ud83d\\ude00", "\\\\ud800"]')

    assert [value for event, value in found if event == "string"] == ["\U0001f600", "\\ud800"]


@given(st.integers(0, 40), st.integers(0, 3))
@settings(deadline=None)
def test_escapes_are_whole_wherever_a_piece_ends(
    tmp_path_factory: pytest.TempPathFactory, before: int, backslashes: int
) -> None:
    filling = b"x" * (CHUNK_BYTES - before) + b"\\\\" * backslashes
    path = written(tmp_path_factory.mktemp("cut"), b'["' + filling + b'\\ud83d\\ude00"]')

    (text,) = (value for event, value in events(path, Bounds()) if event == "string")

    assert text == "x" * (CHUNK_BYTES - before) + "\\" * backslashes + "\U0001f600"


@given(st.integers(0, 40))
@settings(deadline=None)
def test_half_a_character_is_found_wherever_a_piece_ends(
    tmp_path_factory: pytest.TempPathFactory, before: int
) -> None:
    filling = b"x" * (CHUNK_BYTES - before)
    path = written(tmp_path_factory.mktemp("half"), b'["' + filling + b'\\ud83dxxxxxxxxxxxxxx"]')

    with pytest.raises(LoneSurrogate):
        list(events(path, Bounds()))


def test_pieces_are_never_empty(tmp_path: Path) -> None:
    path = written(tmp_path, b'["' + b"\\\\" * CHUNK_BYTES + b'"]')

    assert all(chunks(path, Bounds()))


@pytest.mark.parametrize(("depth", "fits"), [(64, True), (65, False)])
def test_values_nest_at_most_64_deep(tmp_path: Path, depth: int, *, fits: bool) -> None:
    content = b"[" * depth + b"]" * depth

    if fits:
        assert len(_read(tmp_path, content)) == 2 * depth
    else:
        with pytest.raises(ReportTooDeep, match="more than 64 deep"):
            _read(tmp_path, content)


@pytest.mark.parametrize(("size", "fits"), [(_MIB, True), (_MIB + 1, False), (9 * _MIB, False)])
def test_a_text_has_at_most_one_mebibyte(tmp_path: Path, size: int, *, fits: bool) -> None:
    content = b'["' + b"x" * size + b'"]'

    if fits:
        assert _read(tmp_path, content)[1] == ("string", "x" * size)
    else:
        with pytest.raises(TextTooLong, match="more than 1048576 bytes"):
            _read(tmp_path, content)


def test_sizes_are_bounded_packed_and_unpacked(tmp_path: Path) -> None:
    content = b"[" + b"1," * 1000 + b"1]"

    with pytest.raises(ReportTooLarge, match="more than 2000 bytes"):
        _read(tmp_path, content, Bounds(unpacked_bytes=2000))
    with pytest.raises(ReportTooLarge, match="more than 10 bytes packed"):
        _read(tmp_path, gzip.compress(content), Bounds(packed_bytes=10))


def test_a_bomb_is_refused_by_its_ratio(tmp_path: Path) -> None:
    packed = gzip.compress(b"[" + b'"%s",' % (b"x" * _MIB) * 9 + b"1]")

    with pytest.raises(ReportUnpacksTooWell, match="more than 100 times"):
        _read(tmp_path, packed)
