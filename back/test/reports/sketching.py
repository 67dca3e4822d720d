"""What a build tells of sources (``arch/0035-line-sketch.md``), for reports made as values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from imports.reports import FileSketch, Report, ReportResult
from reports.hashes import hashed, line_hash

_MOST_LINES: Final = 14
_CUT: Final = str.maketrans("", "", "()'\"`")
_OPENING, _CLOSING = "([{", ")]}"


def sketch(path: str, lines: Sequence[str], renamed_from: Iterable[str] = ()) -> FileSketch:
    return FileSketch(
        path=path,
        lines=b"".join(map(line_hash, lines)),
        identity=_path_hash(path),
        renamed_from=tuple(map(_path_hash, renamed_from)),
    )


def statement_hash(lines: Sequence[str], start: int) -> str:
    """Return the hash of the statement that starts in line ``start``, counted from 1."""
    stop = _end(lines, start)
    text = "".join("".join(lines[start - 1 : stop]).split())
    for closing in _CLOSING:
        text = text.replace("," + closing, closing)
    return hashed(text.translate(_CUT).replace("\\", ""), "statement", 8).hex()


def prepared(
    report: Report,
    files: Mapping[str, Sequence[str]],
    renamed: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Report:
    """Return the report with the sketches of the files that have results."""
    paths = sorted({each.path for each in report.results if each.path in files})
    return replace(
        report,
        results=tuple(_told(each, files) for each in report.results),
        sketches=tuple(sketch(path, files[path], renamed.get(path, ())) for path in paths),
    )


def kept(report: Report) -> dict[str, dict[str, FileSketch]]:
    """Return the sketches as they are given to the next comparison of the tool of ``report``."""
    return {report.runs[0].tool: {each.path: each for each in report.sketches}}


def _end(lines: Sequence[str], start: int) -> int:
    depth = 0
    for at, line in enumerate(lines[start - 1 : start - 1 + _MOST_LINES], start):
        depth += sum(line.count(each) for each in _OPENING)
        depth -= sum(line.count(each) for each in _CLOSING)
        if depth <= 0:
            return at
    return start


def _told(result: ReportResult, files: Mapping[str, Sequence[str]]) -> ReportResult:
    lines = files.get(result.path)
    if lines is None or result.region is None or result.region.start_line > len(lines):
        return result
    at = result.region.start_line
    return replace(result, line=line_hash(lines[at - 1]).hex(), statement=statement_hash(lines, at))


def _path_hash(path: str) -> str:
    return hashed(path, "path", 16).hex()
