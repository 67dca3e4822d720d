"""Grype's JSON: matches of packages with advisories, and what each is related to."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from imports.formats.bounds import Bounds
from imports.formats.hits import Hit, Reading, Words
from imports.formats.json_lists import checked, items_of, outline_of
from imports.formats.json_parts import Wanted
from imports.formats.json_values import Node, node_of, nodes_of, text_of, texts_of
from imports.formats.packages import Advisory, package_hit
from imports.formats.purls import purl_from, split_purl, version_of
from imports.formats.severity import level_of_word, rating_from
from imports.reports import Standing

_MATCHES: Final = {
    "matches.item": Standing.REPORTED,
    "ignoredMatches.item": Standing.SUPPRESSED,
}
_WANTED: Final = Wanted(
    values=frozenset(_MATCHES),
    marks=frozenset(),
    without=frozenset({"matchDetails", "cpes", "licenses", "urls", "metadata", "epss"}),
)


def read(path: Path, bounds: Bounds) -> Reading:
    outline = outline_of(path, bounds, values=("descriptor.version",), marks=("matches",))
    checked(outline.is_list("matches"), "Grype's JSON", "it has no list of matches")
    version = outline.text("descriptor.version")
    return Reading(tool="Grype", version=version, hits=_hits(path, bounds))


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    for found, place, node in items_of(path, bounds, _WANTED):
        artifact = node_of(node, "artifact", place)
        purl, _ = split_purl(text_of(artifact, "purl", place))
        name, type_ = text_of(artifact, "name", place), text_of(artifact, "type", place)
        locations = nodes_of(artifact, "locations", place)
        yield package_hit(
            _advisory(node, _MATCHES[found], place),
            purl=purl or purl_from(type_, name),
            version=version_of(text_of(artifact, "version", place)),
            path=text_of(locations[0], "path", place) if locations else "",
        )


def _advisory(node: Node, standing: Standing, place: str) -> Advisory:
    told = node_of(node, "vulnerability", place)
    related = nodes_of(node, "relatedVulnerabilities", place)
    every = (told, *related)
    vectors = [
        text_of(score, "vector", place) for each in every for score in nodes_of(each, "cvss", place)
    ]
    word = text_of(told, "severity", place)
    weaknesses = nodes_of(told, "cwes", place)
    return Advisory(
        names=tuple(text_of(each, "id", place) for each in every),
        words=Words(
            description=next(
                filter(None, (text_of(each, "description", place) for each in every)), ""
            ),
            help_uri=text_of(told, "dataSource", place),
        ),
        level=level_of_word(word),
        rating=rating_from(vectors, word=word),
        cwes=tuple(text_of(each, "cwe", place) for each in weaknesses),
        fixed=texts_of(node_of(told, "fix", place), "versions", place),
        standing=standing,
    )
