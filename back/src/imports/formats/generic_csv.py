"""Our own format as CSV (RFC 4180): a header, then a result a row; each row names its tool."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from imports.formats.bounds import Bounds
from imports.formats.errors import NotCsv, NotThisFormat, NotUtf8, TextTooLong
from imports.formats.generic import hit_of
from imports.formats.hits import Hit, Reading
from imports.formats.unpacking import chunks

NEEDED: Final = frozenset({"tool", "rule"})
_NAME: Final = "our CSV"
_NUMBERS: Final = ("line", "endLine", "column", "endColumn")
_LISTS: Final = ("cwe", "aliases", "fixed")
_LONGEST_NUMBER: Final = 9


def read(path: Path, bounds: Bounds) -> Reading:
    tools = dict.fromkeys(row["tool"].strip() for _, row in _rows(path, bounds))
    if len(tools) > 1:
        raise NotThisFormat(_NAME, "its rows name several tools: send a report for each")
    return Reading(tool=next(iter(tools), ""), hits=_hits(path, bounds))


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    for line, row in _rows(path, bounds):
        yield hit_of(_node(row, line), f"line {line}")


def _node(row: dict[str, str], line: int) -> dict[str, Any]:
    """Return the cells as the members that they are in JSON; those that are empty are not there."""
    node: dict[str, Any] = {key: value for key, value in row.items() if value.strip()}
    for key in _LISTS:
        if key in node:
            node[key] = node[key].replace(",", " ").replace(";", " ").split()
    for key in _NUMBERS:
        if key in node:
            text = node[key].strip()
            if not (text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER):
                raise NotCsv(f"the {key} should be a whole number", line)
            node[key] = int(text)
    return node


def _rows(path: Path, bounds: Bounds) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield each row with its line; a row is as long as its header."""
    reader = csv.reader(_lines(path, bounds), strict=True)
    header = [name.strip() for name in _next(reader) or []]
    if missing := NEEDED - set(header):
        raise NotThisFormat(_NAME, f"its first line has no {min(missing)}")
    if len(set(header)) != len(header):
        raise NotThisFormat(_NAME, "its first line names a column twice")
    while (row := _next(reader)) is not None:
        if len(row) != len(header) and row:
            raise NotCsv(f"{len(row)} cells where there should be {len(header)}", reader.line_num)
        if row:
            yield reader.line_num, dict(zip(header, row, strict=True))


def _next(reader: Any) -> list[str] | None:
    try:
        row: list[str] | None = next(reader, None)
    except csv.Error as failure:
        raise NotCsv(str(failure), reader.line_num) from failure
    return row


def _lines(path: Path, bounds: Bounds) -> Iterator[str]:
    """Yield the lines, each with its end."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    kept = ""
    for chunk in chunks(path, bounds):
        *lines, kept = (kept + _decoded(decoder, chunk, final=False)).split("\n")
        if len(kept) > bounds.string_bytes:
            raise TextTooLong(bounds.string_bytes)
        yield from (f"{line}\n" for line in lines)
    if kept := kept + _decoded(decoder, b"", final=True):
        yield kept


def _decoded(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool) -> str:
    try:
        return decoder.decode(chunk, final)
    except UnicodeDecodeError as failure:
        raise NotUtf8 from failure
