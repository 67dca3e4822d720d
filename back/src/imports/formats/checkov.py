"""Checkov's own JSON (``-o json``): one report, or a list of one for each framework."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from db_model.vulnerabilities.types import Region
from imports.formats.bounds import Bounds
from imports.formats.errors import MalformedReport
from imports.formats.hits import Hit, Reading, Words, rule_of
from imports.formats.json_lists import ROOT, checked, items_of, outline_of
from imports.formats.json_parts import Wanted
from imports.formats.json_values import Node, text_of, wholes_of
from imports.formats.severity import level_of_word, rating_from
from imports.reports import Standing

_PLACES: Final = ("", "item.")
_FAILED, _SKIPPED = "results.failed_checks.item", "results.skipped_checks.item"
_WANTED: Final = Wanted(
    values=frozenset(place + each for place in _PLACES for each in (_FAILED, _SKIPPED)),
    marks=frozenset(),
    without=frozenset({"connected_node", "definition_context", "details", "entity_tags"}),
)
_OF_SECRETS: Final = "CKV_SECRET_"


def read(path: Path, bounds: Bounds) -> Reading:
    marks = {ROOT, *(f"{place}results" for place in _PLACES)}
    errors = {f"{place}results.parsing_errors.item" for place in _PLACES}
    versions = {f"{place}summary.checkov_version" for place in _PLACES} | {"checkov_version"}
    outline = outline_of(path, bounds, values=errors | versions, marks=marks)
    told = any(outline.is_object(f"{place}results") for place in _PLACES)
    is_empty = bool(outline.text("checkov_version")) or outline.is_list(ROOT)
    checked(told or is_empty, "Checkov's JSON", "it has no results")
    notices = [
        f"{each} cannot be parsed"
        for place in sorted(errors)
        for each in outline.values.get(place, ())
        if isinstance(each, str)
    ]
    return Reading(
        tool="Checkov",
        version=next(filter(None, map(outline.text, sorted(versions))), ""),
        hits=_hits(path, bounds),
        successful=False if notices else None,
        notices=tuple(notices),
    )


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    for found, place, node in items_of(path, bounds, _WANTED):
        id_ = text_of(node, "check_id", place)
        severity = text_of(node, "severity", place)
        name = text_of(node, "check_name", place)
        rule = rule_of(
            id_,
            Words(
                name=name,
                description=text_of(node, "description", place),
                help_uri=text_of(node, "guideline", place),
            ),
            level=level_of_word(severity),
            rating=rating_from((), word=severity),
        )
        resource = text_of(node, "resource", place)
        is_secret = id_.startswith(_OF_SECRETS)
        yield Hit(
            rule=rule,
            path=text_of(node, "repo_file_path", place) or text_of(node, "file_path", place),
            # Where a secret was found, the resource is a hash of it.
            message=f"{name}: {resource}" if resource and not is_secret else name,
            region=_region(node, place),
            snippet="" if is_secret else _code(node.get("code_block"), place),
            secret=resource if is_secret else "",
            standing=Standing.REPORTED if found.endswith(_FAILED) else Standing.SUPPRESSED,
        )


def _region(node: Node, place: str) -> Region | None:
    lines = wholes_of(node, "file_line_range", place)
    if not lines or lines[0] < 1:
        return None
    return Region(start_line=lines[0], end_line=max(lines[:2]))


def _code(block: Any, place: str) -> str:
    """Return the lines of code; each comes with its number."""
    if block is None:
        return ""
    if not isinstance(block, list):
        raise MalformedReport(f"{place}.code_block", "it should be a list")
    lines = [
        each[1] for each in block if isinstance(each, list) and len(each) == len(("line", "code"))
    ]
    return "".join(line for line in lines if isinstance(line, str))
