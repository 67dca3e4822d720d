"""Lines and columns, by whatever names a tool gives them; from 1, as everywhere."""

from db_model.vulnerabilities.types import Region
from imports.formats.json_values import Node, node_of, whole_of


def region_of_keys(
    node: Node,
    place: str,
    *,
    line: str,
    end: str = "",
    column: str = "",
    end_column: str = "",
) -> Region | None:
    """Return the region that members with these names tell; ``None`` without a line.

    Raises:
        MalformedReport: one is no whole number.
    """
    start = _from_one(node, line, place)
    if start is None:
        return None
    last = _from_one(node, end, place)
    return Region(
        start_line=start,
        end_line=None if last is None or last < start else last,
        start_column=_from_one(node, column, place),
        end_column=_from_one(node, end_column, place),
    )


def region_between(node: Node, start: str, end: str, place: str) -> Region | None:
    """Return the region from one position to another, each with a ``line`` and a ``col``."""
    first, last = node_of(node, start, place), node_of(node, end, place)
    told = {"line": first.get("line"), "column": first.get("col")}
    told |= {"end": last.get("line"), "end_column": last.get("col")}
    return region_of_keys(
        told, place, line="line", end="end", column="column", end_column="end_column"
    )


def line_of(text: str, line: int) -> str:
    """Return a line of a text by its number; empty where there is none."""
    lines = text.split("\n")
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _from_one(node: Node, key: str, place: str) -> int | None:
    number = whole_of(node, key, place) if key else None
    return None if number is None or number < 1 else number
