"""The line sketches of the files in which each tool saw something, from one import to the next.

They lie in one file an import, which only this process reads: MessagePack, as line hashes of
four bytes hardly pack (a tenth).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeAlias

import msgspec

from imports.child.types import Sketching
from imports.formats.bounds import Bounds
from imports.formats.errors import PreparedForAnotherRoot
from imports.formats.sarif_sketches import LINE_BYTES
from imports.matching import Known, KnownState, Matched
from imports.matching.names import tool_key
from imports.reports import FileSketch, Report, Standing

# By the key of a tool, and by path.
Sketches: TypeAlias = Mapping[str, Mapping[str, FileSketch]]

_VERSION: Final = 1
_NOTHING: Final[Mapping[str, FileSketch]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """``tools`` are the places of each tool's files in ``files``; two may share one."""

    version: int
    files: tuple[FileSketch, ...]
    tools: Mapping[str, tuple[int, ...]]


def check_key(report: Report, key: str | None) -> None:
    """Check that no run of ``report`` was prepared with another key than ``key``.

    Raises:
        PreparedForAnotherRoot: one was.
    """
    if any(run.key is not None and run.key != key for run in report.runs):
        raise PreparedForAnotherRoot


def before_of(report: Report, sketching: Sketching, bounds: Bounds) -> Sketches:
    """Return the sketches of before of each tool that ``report`` is of and was prepared for.

    They are of at most twice the lines that a report's may be of; of what is beyond, nothing is
    known.
    """
    files: dict[str, Sketches] = {}
    found: dict[str, Mapping[str, FileSketch]] = {}
    room = 2 * bounds.sketch_lines * LINE_BYTES
    for tool in sorted(_prepared(report) & sketching.before.keys()):
        path = sketching.before[tool]
        if path not in files:
            files[path], size = _read(Path(path))
            room -= size
        if room >= 0:
            found[tool] = files[path].get(tool, _NOTHING)
    return found


def kept(
    report: Report, known: Sequence[Known], matched: Matched, before: Sketches, *, bounds: Bounds
) -> Sketches:
    """Return what holds after the import: where something was seen, or is open without.

    It is what the report tells of a file, else what was known of it while it is not in the
    report.  Nothing holds of a tool that was not prepared: its files are of another version.
    """
    now = {sketch.path: sketch for sketch in report.sketches}
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for result in report.results:
        if result.standing is not Standing.IGNORED:
            seen[tool_key(result.tool)].add(result.path)
    unseen = _unseen(known, matched)
    room = bounds.sketch_lines * LINE_BYTES - sum(len(each.lines) for each in now.values())
    found: dict[str, dict[str, FileSketch]] = {}
    for tool in sorted(_prepared(report)):
        files = {path: now[path] for path in seen[tool] | unseen[tool] if path in now}
        for path in sorted(unseen[tool] - seen[tool] - now.keys()):
            old = before.get(tool, _NOTHING).get(path)
            if old is not None and len(old.lines) <= room:
                room -= len(old.lines)
                files[path] = old
        if files:
            found[tool] = files
    return found


def write(path: Path, sketches: Sketches) -> None:
    places: dict[int, int] = {}
    files: list[FileSketch] = []
    tools: dict[str, tuple[int, ...]] = {}
    for tool, of_tool in sketches.items():
        for _, sketch in sorted(of_tool.items()):
            if id(sketch) not in places:
                places[id(sketch)] = len(files)
                files.append(sketch)
        tools[tool] = tuple(sorted(places[id(sketch)] for sketch in of_tool.values()))
    stored = _Stored(version=_VERSION, files=tuple(files), tools=tools)
    path.write_bytes(msgspec.msgpack.encode(stored))


def read(path: Path) -> Sketches:
    """Return what ``write`` wrote to ``path``; nothing where that is not known any more."""
    return _read(path)[0]


def _read(path: Path) -> tuple[Sketches, int]:
    """Return the sketches, and how many bytes of lines they are."""
    try:
        stored = msgspec.msgpack.decode(path.read_bytes(), type=_Stored)
    except msgspec.DecodeError:
        return {}, 0
    files = stored.files
    if stored.version != _VERSION or any(
        not 0 <= place < len(files) for of_tool in stored.tools.values() for place in of_tool
    ):
        return {}, 0
    of = {
        tool: {files[place].path: files[place] for place in places}
        for tool, places in stored.tools.items()
    }
    return of, sum(len(each.lines) for each in files)


def _prepared(report: Report) -> set[str]:
    return {tool_key(run.tool) for run in report.runs if run.key is not None}


def _unseen(known: Sequence[Known], matched: Matched) -> Mapping[str, set[str]]:
    """Return the paths, by tool, in which something stays open that the report does not show."""
    over = {each.vulnerability for each in matched.closing}
    over.update(each.vulnerability for each in matched.outcomes if each.vulnerability)
    paths: defaultdict[str, set[str]] = defaultdict(set)
    for each in known:
        if each.state is KnownState.OPEN and each.id not in over:
            paths[tool_key(each.tool)].add(each.path)
    return paths
