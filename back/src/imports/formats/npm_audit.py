"""The JSON of npm audit: of npm 7 and later (version 2), and of npm 6 (version 1).

Neither says which file asks for the packages: it is the lock file where npm ran.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from imports.formats.bounds import Bounds
from imports.formats.errors import MalformedReport, ToolFailed
from imports.formats.hits import Hit, Reading, Words
from imports.formats.json_lists import checked, items_of, outline_of
from imports.formats.json_parts import Wanted
from imports.formats.json_values import Node, node_of, nodes_of, text_of, texts_of
from imports.formats.packages import Advisory, package_hit
from imports.formats.purls import purl_from, version_of
from imports.formats.severity import level_of_word, rating_from

_PACKAGES, _ADVISORIES = "vulnerabilities.item", "advisories.item"
_WANTED: Final = Wanted(
    values=frozenset({_PACKAGES, _ADVISORIES}),
    marks=frozenset(),
    each=frozenset({"vulnerabilities", "advisories"}),
)
_FAILURES: Final = ("error.summary", "message", "error.code")
_LOCK: Final = "package-lock.json"
_GHSA: Final = re.compile(r"GHSA(?:-[0-9a-z]{4}){3}", re.IGNORECASE)


def read(path: Path, bounds: Bounds) -> Reading:
    marks = ("vulnerabilities", "advisories")
    outline = outline_of(path, bounds, values=_FAILURES, marks=marks)
    is_report = any(map(outline.is_object, marks))
    failure = next(filter(None, map(outline.text, _FAILURES)), "")
    if failure and not is_report:
        raise ToolFailed("npm audit", failure[:200])
    checked(is_report, "the JSON of npm audit", "it has no vulnerabilities")
    return Reading(tool="npm audit", hits=_hits(path, bounds))


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    for found, place, node in items_of(path, bounds, _WANTED):
        if found == _PACKAGES:
            yield from _of_package(node, place)
        else:
            yield from _of_advisory(node, place)


def _of_package(node: Node, place: str) -> Iterator[Hit]:
    """Yield the advisories of the package itself; a text in ``via`` names another package."""
    via = node.get("via") or []
    if not isinstance(via, list):
        raise MalformedReport(f"{place}.via", "it should be a list")
    own = [each for each in via if isinstance(each, dict)]
    version = version_of(text_of(node, "range", place))
    for each in own:
        name = text_of(each, "dependency", place) or text_of(node, "name", place)
        affected = version_of(text_of(each, "range", place)) or version
        yield package_hit(
            _advisory(each, place), purl=purl_from("npm", name), version=affected, path=_LOCK
        )


def _of_advisory(node: Node, place: str) -> Iterator[Hit]:
    purl = purl_from("npm", text_of(node, "module_name", place))
    advisory = _advisory(node, place)
    findings = nodes_of(node, "findings", place)
    for version in dict.fromkeys(text_of(each, "version", place) for each in findings):
        yield package_hit(advisory, purl=purl, version=version_of(version), path=_LOCK)


def _advisory(node: Node, place: str) -> Advisory:
    url = text_of(node, "url", place)
    told = text_of(node, "github_advisory_id", place) or "".join(_GHSA.findall(url)[:1])
    source = node.get("source") or node.get("id")
    word = text_of(node, "severity", place)
    cvss = node_of(node, "cvss", place)
    return Advisory(
        names=(told or f"npm-{source}", *texts_of(node, "cves", place)),
        words=Words(
            name=text_of(node, "title", place),
            description=text_of(node, "overview", place),
            help_uri=url,
        ),
        level=level_of_word(word),
        rating=rating_from(
            (text_of(cvss, "vectorString", place),), number=cvss.get("score") or None, word=word
        ),
        cwes=texts_of(node, "cwe", place),
    )
