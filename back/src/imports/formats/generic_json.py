"""Our own format as JSON: a tool, and its results."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from imports.formats.bounds import Bounds
from imports.formats.errors import NotThisFormat
from imports.formats.generic import hit_of
from imports.formats.hits import Hit, Reading
from imports.formats.json_lists import Outline, checked, items_of, outline_of
from imports.formats.json_parts import Wanted

MARK: Final = "integratesReport"
_NAME: Final = "our JSON"
_VERSION: Final = "1"
_WANTED: Final = Wanted(values=frozenset({"results.item"}), marks=frozenset())


def read(path: Path, bounds: Bounds) -> Reading:
    values = (MARK, "tool.name", "tool.version", "successful", "notices.item", "scanned.item")
    outline = outline_of(path, bounds, values=values, marks=("results",))
    version = outline.text(MARK)
    if version != _VERSION:
        raise NotThisFormat(_NAME, f"{MARK} is {version[:20]!r}, where {_VERSION!r} is known")
    checked(outline.is_list("results"), _NAME, "it has no list of results")
    checked(bool(outline.text("tool.name").strip()), _NAME, "tool.name names no tool")
    told = outline.values.get("successful", (None,))[0]
    checked(told is None or isinstance(told, bool), _NAME, "successful is neither true nor false")
    return Reading(
        tool=outline.text("tool.name"),
        version=outline.text("tool.version"),
        hits=_hits(path, bounds),
        successful=told,
        notices=_texts(outline, "notices.item"),
        scanned=_texts(outline, "scanned.item") or None,
    )


def _texts(outline: Outline, path: str) -> tuple[str, ...]:
    return tuple(each for each in outline.values.get(path, ()) if isinstance(each, str))


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    for _, place, node in items_of(path, bounds, _WANTED):
        yield hit_of(node, place)
