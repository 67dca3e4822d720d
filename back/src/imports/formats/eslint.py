"""ESLint's own JSON (``-f json``): files, each with its messages and its source."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from imports.formats.bounds import Bounds
from imports.formats.hits import Hit, Reading, Words, rule_of
from imports.formats.json_lists import ROOT, checked, items_of, outline_of
from imports.formats.json_parts import Wanted
from imports.formats.json_values import Node, nodes_of, text_of, whole_of
from imports.formats.listed import bounded
from imports.formats.regions import line_of, region_of_keys
from imports.reports import Level, Standing

_FILE: Final = "item"
_FILES: Final = Wanted(
    values=frozenset({_FILE}),
    marks=frozenset(),
    without=frozenset({"fix", "suggestions", "usedDeprecatedRules", "suppressions", "output"}),
)
_ERROR: Final = 2


def read(path: Path, bounds: Bounds) -> Reading:
    outline = outline_of(path, bounds, marks=(ROOT,))
    checked(outline.is_list(ROOT), "ESLint's JSON", "it is no list of files")
    files: list[str] = []
    failures: list[str] = []
    for _, place, file in items_of(path, bounds, _FILES):
        files.append(text_of(file, "filePath", place))
        failures.extend(
            text_of(message, "message", place)
            for message in nodes_of(file, "messages", place)
            if message.get("fatal") is True
        )
    return Reading(
        tool="ESLint",
        hits=_hits(path, bounds),
        successful=False if failures else None,
        notices=tuple(failures),
        files=bounded(files),
    )


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    for _, place, file in items_of(path, bounds, _FILES):
        for key, standing in _STANDINGS:
            for message in nodes_of(file, key, place):
                if text_of(message, "ruleId", place):
                    yield _hit(file, message, standing, place)


def _hit(file: Node, message: Node, standing: Standing, place: str) -> Hit:
    severity = whole_of(message, "severity", place)
    region = region_of_keys(
        message, place, line="line", end="endLine", column="column", end_column="endColumn"
    )
    source = text_of(file, "source", place)
    return Hit(
        rule=rule_of(
            text_of(message, "ruleId", place),
            Words(),
            level=Level.ERROR if severity == _ERROR else Level.WARNING,
        ),
        path=text_of(file, "filePath", place),
        message=text_of(message, "message", place),
        region=region,
        snippet=line_of(source, region.start_line) if region else "",
        standing=standing,
    )


_STANDINGS: Final = (
    ("messages", Standing.REPORTED),
    ("suppressedMessages", Standing.SUPPRESSED),
)
