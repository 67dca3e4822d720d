"""Semgrep's own JSON (``--json``)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from imports.formats.bounds import Bounds
from imports.formats.hits import Hit, Reading, Words, rule_of
from imports.formats.json_lists import checked, items_of, outline_of
from imports.formats.json_parts import Wanted
from imports.formats.json_values import Node, node_of, text_of, texts_of
from imports.formats.listed import texts_at
from imports.formats.regions import region_between
from imports.formats.severity import level_of_word
from imports.reports import Standing

_WANTED: Final = Wanted(
    values=frozenset({"results.item"}),
    marks=frozenset(),
    without=frozenset({"dataflow_trace", "metavars", "sca_info"}),
)
_WITHHELD: Final = "requires login"


def read(path: Path, bounds: Bounds) -> Reading:
    outline = outline_of(path, bounds, values=("version", "errors.item"), marks=("results",))
    checked(outline.is_list("results"), "Semgrep's JSON", "it has no list of results")
    errors = [each for each in outline.nodes("errors.item") if each.get("level") == "error"]
    return Reading(
        tool="Semgrep OSS",  # as in its SARIF
        version=outline.text("version"),
        hits=_hits(path, bounds),
        successful=not errors,
        notices=tuple(text_of(each, "message", "errors") for each in errors),
        files=texts_at(path, bounds, "paths.scanned"),
    )


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    for _, place, node in items_of(path, bounds, _WANTED):
        extra = node_of(node, "extra", place)
        metadata = node_of(extra, "metadata", place)
        message = text_of(extra, "message", place)
        id_ = text_of(node, "check_id", place)
        rule = rule_of(
            id_,
            Words(description=message, help_uri=text_of(metadata, "source", place)),
            level=level_of_word(text_of(extra, "severity", place)),
            cwes=texts_of(metadata, "cwe", place),
        )
        yield Hit(
            rule=rule,
            path=text_of(node, "path", place),
            message=message,
            region=region_between(node, "start", "end", place),
            snippet=_snippet(text_of(extra, "lines", place), id_),
            fingerprint=_fingerprint(extra, place),
            standing=Standing.SUPPRESSED if extra.get("is_ignored") is True else Standing.REPORTED,
        )


def _snippet(lines: str, rule: str) -> str:
    """Return the code, unless it is withheld, or what a rule for secrets found."""
    return "" if lines == _WITHHELD or "secret" in rule.casefold() else lines


def _fingerprint(extra: Node, place: str) -> str | None:
    told = text_of(extra, "fingerprint", place).strip()
    return None if told in ("", _WITHHELD) else f"matchBasedId/v1={told}"[:100]
