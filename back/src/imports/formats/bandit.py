"""Bandit's own JSON (``-f json``): told as its SARIF tells it, so that both are one."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from db_model.vulnerabilities.types import Region
from imports.formats.bounds import Bounds
from imports.formats.hits import Hit, Reading, Words, rule_of
from imports.formats.json_lists import checked, items_of, outline_of
from imports.formats.json_parts import Wanted
from imports.formats.json_values import Node, node_of, text_of, whole_of, wholes_of
from imports.formats.listed import keys_at
from imports.formats.severity import level_of_word

_WANTED: Final = Wanted(values=frozenset({"results.item"}), marks=frozenset())
_TOTALS: Final = "_totals"  # stands among the files
_NUMBERED: Final = re.compile(r"(\d+) ?(.*)")


def read(path: Path, bounds: Bounds) -> Reading:
    outline = outline_of(path, bounds, values=("errors.item",), marks=("results",))
    checked(outline.is_list("results"), "Bandit's JSON", "it has no list of results")
    errors = [_error(each) for each in outline.nodes("errors.item")]
    metrics = keys_at(path, bounds, "metrics")
    return Reading(
        tool="Bandit",
        hits=_hits(path, bounds),
        successful=not errors,
        notices=tuple(errors),
        files=metrics and tuple(name for name in metrics if name != _TOTALS),
    )


def _error(node: Node) -> str:
    return f"{text_of(node, 'filename', 'errors')}: {text_of(node, 'reason', 'errors')}"


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    for _, place, node in items_of(path, bounds, _WANTED):
        cwe = whole_of(node_of(node, "issue_cwe", place), "id", place)
        words = Words(
            name=text_of(node, "test_name", place), help_uri=text_of(node, "more_info", place)
        )
        region = _region(node, place)
        yield Hit(
            rule=rule_of(
                text_of(node, "test_id", place),
                words,
                level=level_of_word(text_of(node, "issue_severity", place)),
                cwes=() if cwe is None else (f"CWE-{cwe}",),
            ),
            path=text_of(node, "filename", place),
            message=text_of(node, "issue_text", place),
            region=region,
            snippet=_snippet(text_of(node, "code", place), region),
        )


def _region(node: Node, place: str) -> Region | None:
    """Return the lines and columns as Bandit's SARIF gives them: the first two lines at most."""
    lines = wholes_of(node, "line_range", place)[:2]
    line = lines[0] if lines else whole_of(node, "line_number", place)
    if line is None or line < 1:
        return None
    start = whole_of(node, "col_offset", place)
    end = whole_of(node, "end_col_offset", place)
    return Region(
        start_line=line,
        end_line=max((line, *lines)),
        start_column=None if start is None or start < 0 else start + 1,
        end_column=None if end is None or end < 0 else end + 1,
    )


def _snippet(code: str, region: Region | None) -> str:
    """Return the line of the result out of those around it, each with its number before it."""
    for text in code.splitlines():
        numbered = _NUMBERED.fullmatch(text)
        if numbered and region and int(numbered[1][:9]) == region.start_line:
            return numbered[2] + "\n"
    return ""
