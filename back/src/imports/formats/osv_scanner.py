"""OSV-Scanner's JSON: sources, each with packages and the groups of their advisories.

The names in a group are of one advisory: a group is one result.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from imports.formats.bounds import Bounds
from imports.formats.hits import Hit, Reading, Words
from imports.formats.json_lists import checked, items_of, outline_of
from imports.formats.json_parts import Wanted
from imports.formats.json_values import Node, node_of, nodes_of, text_of, texts_of
from imports.formats.packages import Advisory, package_hit
from imports.formats.purls import purl_from, version_of
from imports.formats.severity import level_of_word, rating_from

_SOURCE, _PACKAGE = "results.item", "results.item.packages.item"
_HEADS: Final = Wanted(
    values=frozenset({_SOURCE}), marks=frozenset(), without=frozenset({"packages"})
)
_WANTED: Final = Wanted(
    values=frozenset({_PACKAGE}),
    marks=frozenset({_SOURCE}),
    without=frozenset({"references", "versions", "credits", "licenses"}),
)


def read(path: Path, bounds: Bounds) -> Reading:
    outline = outline_of(path, bounds, marks=("results",))
    checked(outline.is_list("results"), "OSV-Scanner's JSON", "it has no list of results")
    return Reading(tool="osv-scanner", hits=_hits(path, bounds))


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    manifests = [
        text_of(node_of(node, "source", place), "path", place)
        for _, place, node in items_of(path, bounds, _HEADS)
    ]
    index = -1
    for found, place, node in items_of(path, bounds, _WANTED):
        if found == _SOURCE:
            index += 1
            continue
        package = node_of(node, "package", place)
        purl = purl_from(text_of(package, "ecosystem", place), text_of(package, "name", place))
        version = version_of(text_of(package, "version", place))
        for advisory in _advisories(node, place):
            yield package_hit(advisory, purl=purl, version=version, path=manifests[index])


def _advisories(node: Node, place: str) -> Iterator[Advisory]:
    """Yield an advisory for each group, and for each that is in none."""
    told = {text_of(each, "id", place): each for each in nodes_of(node, "vulnerabilities", place)}
    grouped: set[str] = set()
    for group in nodes_of(node, "groups", place):
        ids = texts_of(group, "ids", place)
        grouped.update(ids)
        every = [told[id_] for id_ in ids if id_ in told]
        names = (*ids, *texts_of(group, "aliases", place))
        yield _advisory(names, every, group.get("max_severity") or None, place)
    for id_, each in told.items():
        if id_ not in grouped:
            yield _advisory((id_,), [each], None, place)


def _advisory(names: tuple[str, ...], every: list[Node], number: object, place: str) -> Advisory:
    bags = [node_of(each, "database_specific", place) for each in every]
    word = next((bag["severity"] for bag in bags if isinstance(bag.get("severity"), str)), "")
    scores = [score for each in every for score in nodes_of(each, "severity", place)]
    return Advisory(
        names=(*names, *(name for each in every for name in texts_of(each, "aliases", place))),
        words=Words(
            name=next(filter(None, (text_of(each, "summary", place) for each in every)), ""),
            description=next(filter(None, (text_of(each, "details", place) for each in every)), ""),
        ),
        level=level_of_word(word),
        rating=rating_from(
            (text_of(score, "score", place) for score in scores), number=number, word=word
        ),
        cwes=tuple(cwe for bag in bags for cwe in texts_of(bag, "cwe_ids", place)),
        fixed=tuple(dict.fromkeys(_fixed(every, place))),
    )


def _fixed(every: list[Node], place: str) -> Iterator[str]:
    for each in every:
        for affected in nodes_of(each, "affected", place):
            for span in nodes_of(affected, "ranges", place):
                for event in nodes_of(span, "events", place):
                    if fixed := text_of(event, "fixed", place):
                        yield fixed
