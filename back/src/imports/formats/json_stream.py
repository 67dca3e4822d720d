"""JSON as a stream of events, checked for what a lenient parser lets through."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

import ijson
from ijson.backends import yajl2_c

from imports.formats.bounds import Bounds
from imports.formats.errors import (
    DuplicateKey,
    NotJson,
    NotUtf8,
    ReportTooDeep,
    ReportTooLarge,
    ReportTruncated,
    TextTooLong,
)
from imports.formats.unpacking import chunks

Event: TypeAlias = tuple[str, Any]

_STARTS: Final = frozenset({"start_map", "start_array"})
_ENDS: Final = frozenset({"end_map", "end_array"})
# The one text that may be longer than others: a line sketch, base64 of 4 bytes a line.
_SKETCH: Final[Event] = ("map_key", "sketch")
_TEXT_BYTES_A_LINE: Final = 6


def events(path: Path, bounds: Bounds, *, several: bool = False) -> Iterator[Event]:
    """Yield the events of the one JSON value in the file, or of ``several``, as ijson names them.

    Raises:
        ReportRefused: the file breaks a bound, or is not strictly JSON.
    """
    open_keys: list[set[str]] = []
    for batch in _batches(path, bounds, several=several):
        _check(batch, open_keys, bounds)
        yield from batch


def _batches(path: Path, bounds: Bounds, *, several: bool) -> Iterator[list[Event]]:
    found = ijson.sendable_list()
    parser = yajl2_c.basic_parse_coro(found, multiple_values=several)
    read_bytes = silent_bytes = 0
    last: Event = ("", None)
    for chunk in chunks(path, bounds):
        read_bytes += len(chunk)
        _feed(parser, chunk, read_bytes)
        _check_texts(found, silent_bytes, bounds, is_sketch=last == _SKETCH)
        silent_bytes = len(chunk) if found else silent_bytes + len(chunk)
        last = found[-1] if found else last
        yield list(found)
        found.clear()
    _finish(parser, read_bytes)
    yield list(found)


def _feed(parser: Any, chunk: bytes, read_bytes: int) -> None:
    try:
        parser.send(chunk)
    except UnicodeDecodeError as failure:
        raise NotUtf8 from failure
    except ijson.JSONError as failure:
        raise NotJson(_first_line(failure), read_bytes) from failure
    except (ValueError, SystemError) as failure:  # an integer longer than Python converts
        raise NotJson("a number is too long", read_bytes) from failure


def _finish(parser: Any, read_bytes: int) -> None:
    try:
        parser.send(b"")
    except StopIteration:
        return
    except ijson.IncompleteJSONError as failure:
        raise ReportTruncated(read_bytes) from failure


def _first_line(failure: ijson.JSONError) -> str:
    told = failure.args[0] if failure.args else ""
    text = told.decode(errors="replace") if isinstance(told, bytes) else str(told)
    return text.partition("\n")[0]


def _check_texts(found: list[Event], silent_bytes: int, bounds: Bounds, *, is_sketch: bool) -> None:
    """Refuse a long text: only one that spans pieces without an event between can be.

    It is the first of what was found after them.
    """
    if silent_bytes <= bounds.string_bytes // 2:
        return
    most = bounds.sketch_lines * _TEXT_BYTES_A_LINE if is_sketch else bounds.string_bytes
    most = max(most, bounds.string_bytes)
    # A character takes 6 when escaped.
    is_too_long = silent_bytes > most * 6 and not found
    for index, (event, value) in enumerate(found):
        allowed = most if index == 0 else bounds.string_bytes
        if event in ("string", "map_key") and len(value.encode()) > allowed:
            is_too_long = True
    if is_too_long and is_sketch:
        raise ReportTooLarge("lines in line sketches", bounds.sketch_lines)
    if is_too_long:
        raise TextTooLong(bounds.string_bytes)


def _check(batch: list[Event], open_keys: list[set[str]], bounds: Bounds) -> None:
    """Follow the nesting in ``open_keys``, which this generator alone owns."""
    for event, value in batch:
        if event == "map_key":
            if value in open_keys[-1]:
                raise DuplicateKey(value)
            open_keys[-1].add(value)
        elif event in _STARTS:
            open_keys.append(set())
            if len(open_keys) > bounds.depth:
                raise ReportTooDeep(bounds.depth)
        elif event in _ENDS:
            open_keys.pop()
