"""The files by which the service and the comparing process speak: one JSON value a line."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self, TypeVar

import msgspec

from imports.child.types import Entry
from imports.matching.types import Closing, Kept, Known
from imports.reports import ReportRule

_T = TypeVar("_T")

ENTRIES = "outcomes.ndjson"
RULES = "rules.ndjson"
CLOSING = "closing.ndjson"
KEPT = "kept.ndjson"
SCANNED = "scanned.ndjson"
SKETCHES = "sketches.msgpack"


def read_known(path: Path) -> Iterator[Known]:
    return read_lines(path, Known)


def read_entries(out: Path) -> Iterator[Entry]:
    """Yield each result of the report with its outcome, in the report's order."""
    return read_lines(out / ENTRIES, Entry)


def read_rules(out: Path) -> Iterator[ReportRule]:
    """Yield each rule that has a result, once a tool."""
    return read_lines(out / RULES, ReportRule)


def read_closing(out: Path) -> Iterator[Closing]:
    """Yield each vulnerability to close, in the order in which it was known."""
    return read_lines(out / CLOSING, Closing)


def read_kept(out: Path) -> Iterator[Kept]:
    """Yield each open vulnerability that is not in the report and stays open."""
    return read_lines(out / KEPT, Kept)


def write_scanned(out: Path, paths: Iterable[str]) -> None:
    """Say what was scanned, for the process to read; where nobody said, it is not written."""
    write_lines(out / SCANNED, paths)


def read_scanned(out: Path) -> tuple[str, ...] | None:
    path = out / SCANNED
    return tuple(read_lines(path, str)) if path.exists() else None


def read_lines(path: Path, kind: type[_T]) -> Iterator[_T]:
    decoder = msgspec.json.Decoder(kind)
    with path.open("rb") as lines:
        for line in lines:
            yield decoder.decode(line)


def write_lines(path: Path, values: Iterable[object]) -> int:
    """Write ``values``, one a line, and return how many there were."""
    count = 0
    with LineWriter(path) as lines:
        for value in values:
            lines.write(value)
            count += 1
    return count


class LineWriter:
    """A file that takes one value after the other; to be used as a context."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoder = msgspec.json.Encoder()

    def __enter__(self) -> Self:
        self._file = self._path.open("wb")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, value: object) -> None:
        self._file.write(self._encoder.encode(value))
        self._file.write(b"\n")
