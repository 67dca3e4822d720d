"""Nuclei's results: one JSON object after the other (``-jsonl``), or a list of them.

Requests, responses and extracted results are left out: they hold what the scanner was
logged in with, and what it got.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from imports.formats.bounds import Bounds
from imports.formats.errors import MalformedReport
from imports.formats.hits import Hit, Reading, Words, rule_of
from imports.formats.json_lists import checked
from imports.formats.json_parts import Wanted, sequence
from imports.formats.json_stream import events
from imports.formats.json_values import Node, node_of, text_of, texts_of
from imports.formats.severity import level_of_word, rating_from
from imports.formats.urls import url_place
from imports.reports import Standing

_WITHOUT: Final = frozenset(
    {"request", "response", "curl-command", "extracted-results", "interaction", "meta"}
    | {"template-encoded", "issue_trackers"}
)
_WANTED: Final = Wanted(values=frozenset({"item"}), marks=frozenset(), without=_WITHOUT)
_IDS: Final = ("template-id", "templateID")


def read(path: Path, bounds: Bounds) -> Reading:
    first = next(_values(path, bounds), None)
    told = first is None or (isinstance(first, dict) and any(key in first for key in _IDS))
    checked(told, "Nuclei's JSON", "its first result names no template")
    return Reading(tool="nuclei", hits=_hits(path, bounds))


def _values(path: Path, bounds: Bounds) -> Iterator[Any]:
    return sequence(events(path, bounds, several=True), _WANTED)


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    for index, value in enumerate(_values(path, bounds)):
        place = f"result {index}"
        if not isinstance(value, dict):
            raise MalformedReport(place, "it should be an object")
        yield _hit(value, place)


def _hit(node: Node, place: str) -> Hit:
    info = node_of(node, "info", place)
    classification = node_of(info, "classification", place)
    word = text_of(info, "severity", place)
    name = text_of(info, "name", place)
    matcher = text_of(node, "matcher-name", place) or text_of(node, "extractor-name", place)
    url = url_place(
        text_of(node, "matched-at", place)
        or text_of(node, "matched", place)
        or text_of(node, "host", place)
    )
    id_ = next(filter(None, (text_of(node, key, place) for key in _IDS)), "")
    return Hit(
        rule=rule_of(
            id_,
            Words(
                name=name,
                description=text_of(info, "description", place),
                help_text=text_of(info, "remediation", place),
                help_uri=text_of(node, "template-url", place),
            ),
            level=level_of_word(word),
            rating=rating_from(
                (text_of(classification, "cvss-metrics", place),),
                number=classification.get("cvss-score"),
                word=word,
            ),
            cwes=texts_of(classification, "cwe-id", place),
        ),
        path=url,
        message=f"{name} ({matcher}): {url}" if matcher else f"{name}: {url}",
        parameter=text_of(node, "fuzzing_parameter", place) or matcher,
        standing=Standing.IGNORED if node.get("matcher-status") is False else Standing.REPORTED,
    )
