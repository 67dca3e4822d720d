"""What ``integrates-ci prepare`` added to a SARIF log (``arch/0035-line-sketch.md``).

It lies in property bags named ``integrates``: of the run, of its artifacts, of its results.
Those of a run that was not prepared, or in a way that is not known, are passed over.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from imports.formats.bounds import Bounds
from imports.formats.errors import MalformedReport, ReportTooLarge
from imports.formats.json_values import Node, text_of
from imports.formats.locations import path_of
from imports.reports import FileSketch, ReportResult

LINE_BYTES: Final = 4
_BAG: Final = "integrates"
_VERSION: Final = 1
_MOST_NAMES: Final = 100
_MOST_SCANNED: Final = 1_000
_LONGEST_SCANNED: Final = 1_000
_KEY: Final = re.compile(r"[0-9a-f]{16}")
_STATEMENT: Final = re.compile(r"[0-9a-f]{16}")
_PATH: Final = re.compile(r"[0-9a-f]{32}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_UNKNOWN: Final = "it was prepared in a way that is not known here: nothing is known of its lines"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is told of a run; the fields are as in ``ReportRun``."""

    key: str | None = None
    scanned: tuple[str, ...] | None = None
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of a file, not yet looked at: what holds for its run may follow later."""

    uri: str
    bag: Node
    sha256: str
    place: str
    size_bytes: int


UNMARKED: Final = Mark()


def mark_of(bag: Any, place: str) -> Mark:
    """Read what is told of a run.

    Raises:
        MalformedReport: a member is not what it should be.
        ReportTooLarge: too many paths are told as scanned, or too long ones.
    """
    if not isinstance(bag, dict):
        return UNMARKED
    version = bag.get("version")
    if version is not None and (isinstance(version, bool) or version != _VERSION):
        return Mark(notices=(_UNKNOWN,))
    return Mark(
        key=_hash(bag, "key", _KEY, place) or None if version == _VERSION else None,
        scanned=_scanned(bag.get("scanned"), f"{place}.scanned"),
    )


def told_of(artifact: Node, uri: str, place: str) -> Told | None:
    """Return what is told of a file, if anything is."""
    bag = _bag(artifact)
    if not bag:
        return None
    hashes = artifact.get("hashes")
    sha256 = hashes.get("sha-256") if isinstance(hashes, dict) else None
    return Told(
        uri=uri,
        bag=bag,
        sha256=sha256 if isinstance(sha256, str) and _SHA256.fullmatch(sha256) else "",
        place=f"{place}.properties.{_BAG}",
        size_bytes=_size(bag.values()),
    )


def decoded(told: Iterable[Told], bases: Sequence[str]) -> dict[str, FileSketch]:
    """Return the sketches by path; the first of a path counts.

    Raises:
        MalformedReport: one is damaged.
    """
    found: dict[str, FileSketch] = {}
    for each in told:
        path = path_of(each.uri, bases)
        if path and path not in found and (sketch := _sketch(each, path)):
            found[path] = sketch
    return found


def merged(of_runs: Iterable[Mapping[str, FileSketch]], bounds: Bounds) -> Mapping[str, FileSketch]:
    """Return the sketches of all runs, in the order of the paths; the first of a path counts.

    Raises:
        ReportTooLarge: they are of too many lines.
    """
    found: dict[str, FileSketch] = {}
    for sketches in of_runs:
        for path, sketch in sketches.items():
            found.setdefault(path, sketch)
    if sum(len(each.lines) for each in found.values()) > LINE_BYTES * bounds.sketch_lines:
        raise ReportTooLarge("lines in line sketches", bounds.sketch_lines)
    return dict(sorted(found.items()))


def marked(result: ReportResult, node: Node, sketches: Mapping[str, FileSketch]) -> ReportResult:
    """Return ``result``, read from ``node``, with the hashes of its line and statement.

    Raises:
        MalformedReport: that of its statement is none.
    """
    place = f"runs[{result.run_index}].results[{result.result_index}].properties.{_BAG}"
    line = line_at(sketches.get(result.path), result)
    return replace(
        result, line=line, statement=_hash(_bag(node), "statement", _STATEMENT, place) or None
    )


def line_at(sketch: FileSketch | None, result: ReportResult) -> str | None:
    """Return the hash of the line that ``result`` starts in, in hex; ``None`` if it is not told."""
    if sketch is None or result.region is None:
        return None
    start = LINE_BYTES * (result.region.start_line - 1)
    return sketch.lines[start : start + LINE_BYTES].hex() or None


def _bag(node: Node) -> Node:
    properties = node.get("properties")
    bag = properties.get(_BAG) if isinstance(properties, dict) else None
    return bag if isinstance(bag, dict) else {}


def _size(values: Iterable[object]) -> int:
    """Return how long the texts are, also of lists of them."""
    return sum(
        _size(each) if isinstance(each, list) else len(each) if isinstance(each, str) else 8
        for each in values
    )


def _sketch(told: Told, path: str) -> FileSketch | None:
    if told.bag.get("sketch") is None:
        return None
    place = told.place
    text = text_of(told.bag, "sketch", place)
    try:
        lines = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as failure:
        raise MalformedReport(f"{place}.sketch", "it should be base64") from failure
    if len(lines) % LINE_BYTES:
        raise MalformedReport(f"{place}.sketch", f"it should have {LINE_BYTES} bytes a line")
    return FileSketch(
        path=path,
        lines=lines,
        sha256=told.sha256,
        identity=_hash(told.bag, "path", _PATH, place),
        renamed_from=_names(told.bag.get("renamedFrom"), f"{place}.renamedFrom"),
    )


def _hash(bag: Node, key: str, form: re.Pattern[str], place: str) -> str:
    value = text_of(bag, key, place)
    if value and form.fullmatch(value) is None:
        raise MalformedReport(f"{place}.{key}", "it should be a hash in hex")
    return value


def _names(value: Any, place: str) -> tuple[str, ...]:
    names = _texts(value, place) or ()
    if len(names) > _MOST_NAMES:
        raise MalformedReport(place, f"a file has at most {_MOST_NAMES} earlier names")
    if any(_PATH.fullmatch(name) is None for name in names):
        raise MalformedReport(place, "it should be a list of hashes in hex")
    return tuple(dict.fromkeys(names))


def _scanned(value: Any, place: str) -> tuple[str, ...] | None:
    paths = _texts(value, place)
    if paths is None:
        return None
    if len(paths) > _MOST_SCANNED:
        raise ReportTooLarge("scanned paths", _MOST_SCANNED)
    if any(len(path) > _LONGEST_SCANNED for path in paths):
        raise ReportTooLarge("characters in a scanned path", _LONGEST_SCANNED)
    # Paths as they are on disk, no URIs: a per cent sign is one.
    return tuple(dict.fromkeys(path_of(quote(path, safe="/\\:")) for path in paths))


def _texts(value: Any, place: str) -> list[str] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise MalformedReport(place, "it should be a list of texts")
    return value
