"""Reports of JSON that keep their results in lists: what stands beside them, and they."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from imports.formats.bounds import Bounds
from imports.formats.errors import MalformedReport, NotThisFormat
from imports.formats.json_parts import Wanted, parts
from imports.formats.json_stream import events
from imports.formats.json_values import Node

ROOT = ""
_LIST, _MAP = "start_array", "start_map"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What a report says beside its results; ``begun`` tells what each marked path is."""

    values: Mapping[str, tuple[Any, ...]]
    begun: Mapping[str, str]

    def text(self, path: str) -> str:
        """Return the first text there; empty where there is none, or something else."""
        return next((value for value in self.values.get(path, ()) if isinstance(value, str)), "")

    def is_list(self, path: str) -> bool:
        return self.begun.get(path) == _LIST

    def is_object(self, path: str) -> bool:
        return self.begun.get(path) == _MAP

    def nodes(self, path: str) -> Iterator[Node]:
        """Yield the objects there."""
        return (value for value in self.values.get(path, ()) if isinstance(value, dict))


def outline_of(
    path: Path, bounds: Bounds, *, values: Iterable[str] = (), marks: Iterable[str] = ()
) -> Outline:
    """Read the report to its end, and return what is at these paths.

    Raises:
        ReportRefused: the file breaks a bound, is not strictly JSON, or is truncated.
    """
    built: dict[str, list[Any]] = {}
    begun: dict[str, str] = {}
    wanted = Wanted(values=frozenset(values), marks=frozenset(marks))
    for found, event, value in parts(events(path, bounds), wanted):
        if found in wanted.values:
            built.setdefault(found, []).append(value)
        else:
            begun.setdefault(found, event)
    return Outline(values={key: tuple(each) for key, each in built.items()}, begun=begun)


def items_of(path: Path, bounds: Bounds, wanted: Wanted) -> Iterator[tuple[str, str, Node]]:
    """Yield (path, place, object) of each wanted value; the place is fit for an error.

    A mark is told with an empty object when it begins, and begins the count of what follows.

    Raises:
        MalformedReport: a value is no object.
    """
    counts: dict[str, int] = {}
    for found, event, value in parts(events(path, bounds), wanted):
        index = counts[found] = counts.get(found, -1) + 1
        place = f"{found.removesuffix('.item')}[{index}]"
        if found in wanted.marks and found not in wanted.values:
            node: Any = {} if event == _MAP else None
        else:
            node = value
        if not isinstance(node, dict):
            raise MalformedReport(place, "it should be an object")
        yield found, place, node


def checked(holds: bool, format_: str, why: str) -> None:  # noqa: FBT001 - reads as an assertion
    """Check what makes a report one of its format.

    Raises:
        NotThisFormat: it does not hold.
    """
    if not holds:
        raise NotThisFormat(format_, why)
