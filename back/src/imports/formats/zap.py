"""ZAP's JSON (``traditional-json``): sites, each with alerts and the places of each.

Requests, responses and what was found in them are left out: they hold what the scanner
was logged in with.
"""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Final

from imports.formats.bounds import Bounds
from imports.formats.hits import Hit, Reading, Words, rule_of
from imports.formats.json_lists import Outline, checked, items_of, outline_of
from imports.formats.json_parts import Wanted
from imports.formats.json_values import Node, nodes_of, text_of
from imports.formats.severity import rating_from
from imports.formats.urls import url_place
from imports.reports import Level, Standing

_SITES: Final = ("site.item.alerts.item", "site.alerts.item")
_NAMES: Final = ("site.item.@name", "site.@name")
_WANTED: Final = Wanted(
    values=frozenset(_SITES),
    marks=frozenset(),
    without=frozenset(
        {"request-header", "request-body", "response-header", "response-body"}
        | {"requestHeader", "requestBody", "responseHeader", "responseBody"}
        | {"attack", "evidence", "otherinfo", "tags"}
    ),
)
_LEVELS: Final = {"3": Level.ERROR, "2": Level.WARNING, "1": Level.NOTE, "0": Level.NOTE}
_INFORMATIONAL: Final = "0"
_FALSE_POSITIVE: Final = "0"
_TAG: Final = re.compile(r"</?[a-z][^<>]{0,200}>", re.IGNORECASE)


def read(path: Path, bounds: Bounds) -> Reading:
    outline = outline_of(path, bounds, values=("@version", *_NAMES), marks=("site",))
    told = outline.is_list("site") or outline.is_object("site")
    checked(told, "ZAP's JSON", "it has no sites")
    return Reading(
        tool="ZAP",
        version=outline.text("@version"),
        hits=_hits(path, bounds),
        scanned=tuple(_sites(outline)) or None,
    )


def _sites(outline: Outline) -> Iterator[str]:
    """Yield the addresses of what was tested: all sites are told, with alerts or without."""
    for each in _NAMES:
        for name in outline.values.get(each, ()):
            if isinstance(name, str) and name:
                yield url_place(name).rstrip("/")


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    for _, place, node in items_of(path, bounds, _WANTED):
        risk, cwe = text_of(node, "riskcode", place), text_of(node, "cweid", place)
        name = text_of(node, "alert", place) or text_of(node, "name", place)
        rule = rule_of(
            _id(node, place),
            Words(
                name=name,
                description=_plain(text_of(node, "desc", place)),
                help_text=_plain(text_of(node, "solution", place)),
            ),
            level=_LEVELS.get(risk, Level.WARNING),
            rating=rating_from((), word="info" if risk == _INFORMATIONAL else ""),
            cwes=(f"CWE-{cwe}",) if cwe.isdigit() and int(cwe[:6]) else (),
        )
        is_false = text_of(node, "confidence", place) == _FALSE_POSITIVE
        for instance in nodes_of(node, "instances", place):
            method = text_of(instance, "method", place)
            url = url_place(text_of(instance, "uri", place))
            yield Hit(
                rule=rule,
                path=url,
                message=f"{name}: {method} {url}",
                parameter=text_of(instance, "param", place),
                standing=Standing.SUPPRESSED if is_false else Standing.REPORTED,
            )


def _id(node: Node, place: str) -> str:
    """Return the alert's own number, which tells apart alerts of one plugin; else the plugin's."""
    return text_of(node, "alertRef", place) or text_of(node, "pluginid", place)


def _plain(html: str) -> str:
    return unescape(_TAG.sub(" ", html)).strip()
