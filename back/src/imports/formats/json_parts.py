"""The wanted parts of a JSON stream as values, while the rest passes by unbuilt."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from imports.formats.json_stream import Event

_STEPS: Final = MappingProxyType({"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Paths are keys joined by dots, ``item`` for an array's: ``runs.item.results.item``.

    ``values`` are built, without the keys in ``without``, at any depth; ``marks`` are
    only told to begin.  The members of the objects in ``each`` are items too, whatever
    their keys.
    """

    values: frozenset[str]
    marks: frozenset[str]
    without: frozenset[str] = frozenset()
    each: frozenset[str] = frozenset()

    @property
    def ways(self) -> frozenset[str]:
        """The paths that lead to what is wanted, and the whole itself."""
        words = [path.split(".") for path in self.values | self.marks]
        return frozenset(".".join(each[:end]) for each in words for end in range(len(each)))


def parts(stream: Iterator[Event], wanted: Wanted) -> Iterator[tuple[str, str, Any]]:
    """Yield (path, event, value) of each wanted value and mark, in the stream's order."""
    event, value = next(stream)
    yield from _walk(stream, event, value, _Way(path="", wanted=wanted, ways=wanted.ways))
    for _ in stream:  # reads on to the end, where a truncated report is found out
        raise AssertionError("an event after the value's end")


def sequence(stream: Iterator[Event], wanted: Wanted) -> Iterator[Any]:
    """Yield the values of a stream of several, and of a list the wanted parts in its place."""
    for event, value in stream:
        if event == "start_array":
            way = _Way(path="", wanted=wanted, ways=wanted.ways)
            yield from (each for _, _, each in _walk(stream, event, value, way))
        else:
            yield _built(stream, event, value, wanted.without)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    path: str
    wanted: Wanted
    ways: frozenset[str]

    def to(self, key: str) -> "_Way":
        key = key.replace(".", "..")  # so that no key can pass for a path
        path = f"{self.path}.{key}" if self.path else key
        return _Way(path=path, wanted=self.wanted, ways=self.ways)


def _walk(
    stream: Iterator[Event], event: str, value: Any, way: _Way
) -> Iterator[tuple[str, str, Any]]:
    if way.path in way.wanted.values:
        yield way.path, event, _built(stream, event, value, way.wanted.without)
        return
    if way.path in way.wanted.marks:
        yield way.path, event, None
    if way.path not in way.ways:
        _skip(stream, event)
    elif event == "start_map":
        yield from _walk_map(stream, way)
    elif event == "start_array":
        yield from _walk_array(stream, way.to("item"))


def _walk_map(stream: Iterator[Event], way: _Way) -> Iterator[tuple[str, str, Any]]:
    item = way.to("item") if way.path in way.wanted.each else None
    for event, key in stream:
        if event == "end_map":
            return
        yield from _walk(stream, *next(stream), item or way.to(key))


def _walk_array(stream: Iterator[Event], way: _Way) -> Iterator[tuple[str, str, Any]]:
    for event, value in stream:
        if event == "end_array":
            return
        yield from _walk(stream, event, value, way)


def _built(stream: Iterator[Event], event: str, value: Any, without: frozenset[str]) -> Any:
    if event == "start_map":
        return _built_map(stream, without)
    if event == "start_array":
        return _built_array(stream, without)
    return value


def _built_map(stream: Iterator[Event], without: frozenset[str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for event, key in stream:
        if event == "end_map":
            break
        inner, value = next(stream)
        if key in without:
            _skip(stream, inner)
        else:
            made[key] = _built(stream, inner, value, without)
    return made


def _built_array(stream: Iterator[Event], without: frozenset[str]) -> list[Any]:
    made: list[Any] = []
    for event, value in stream:
        if event == "end_array":
            break
        made.append(_built(stream, event, value, without))
    return made


def _skip(stream: Iterator[Event], event: str) -> None:
    depth = _STEPS.get(event, 0)
    while depth:
        event, _ = next(stream)
        depth += _STEPS.get(event, 0)
