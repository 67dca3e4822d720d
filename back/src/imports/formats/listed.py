"""Files that a report lists as looked at, whether something was found in them or not."""

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

from imports.formats.bounds import Bounds
from imports.formats.errors import ReportTooLarge
from imports.formats.json_parts import Wanted, parts
from imports.formats.json_stream import events

MOST_FILES: Final = 500_000


def texts_at(path: Path, bounds: Bounds, where: str) -> tuple[str, ...] | None:
    """Return the texts of the list at ``where``; ``None`` where there is no list.

    Raises:
        ReportRefused: there are too many, or the report cannot be read.
    """
    wanted = Wanted(values=frozenset({f"{where}.item"}), marks=frozenset({where}))
    begun: list[str] = []

    def texts() -> Iterator[str]:
        for found, event, value in parts(events(path, bounds), wanted):
            if found == where:
                begun.append(event)
            elif isinstance(value, str):
                yield value

    told = bounded(texts())
    return told if begun[:1] == ["start_array"] else None


def keys_at(path: Path, bounds: Bounds, member: str) -> tuple[str, ...] | None:
    """Return the keys of the object that is a member of the report; ``None`` without one.

    Raises:
        ReportRefused: there are too many, or the report cannot be read.
    """
    began: list[str] = []

    def keys() -> Iterator[str]:
        depth, last = 0, None
        for event, value in events(path, bounds):
            if event in ("end_map", "end_array"):
                depth -= 1
            elif event in ("start_map", "start_array"):
                depth += 1
                if depth == _INSIDE and last == member and event == "start_map":
                    began.append(member)
            elif event == "map_key" and depth == 1:
                last = value
            elif event == "map_key" and depth == _INSIDE and last == member:
                yield value

    told = bounded(keys())
    return told if began else None


def whole_list(files: tuple[str, ...] | None, found_in: Collection[str]) -> tuple[str, ...] | None:
    """Return the paths of a list, unless it lacks a file that results are in.

    Such a list is of something else, or writes paths in another way.
    """
    told = set(files or ())
    return files if told and told.issuperset(path for path in found_in if path) else None


def bounded(files: Iterable[str]) -> tuple[str, ...]:
    """Return ``files``, as many as a scan may have.

    Raises:
        ReportTooLarge: there are more.
    """
    told: list[str] = []
    for file in files:
        if len(told) == MOST_FILES:
            raise ReportTooLarge("files", MOST_FILES)
        told.append(file)
    return tuple(told)


_INSIDE: Final = 2  # the depth of a member of the report
