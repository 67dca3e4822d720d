"""Trivy's JSON: targets, each with vulnerable packages, misconfigurations and secrets."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imports.formats.bounds import Bounds
from imports.formats.hits import Hit, Reading, Words, rule_of
from imports.formats.json_lists import checked, items_of, outline_of
from imports.formats.json_parts import Wanted
from imports.formats.json_values import Node, node_of, text_of, texts_of
from imports.formats.packages import Advisory, package_hit
from imports.formats.purls import purl_from, split_purl, version_of
from imports.formats.regions import region_of_keys
from imports.formats.severity import level_of_word, rating_from
from imports.reports import Level, Standing

_TARGET: Final = "Results.item"
_HEADS: Final = Wanted(
    values=frozenset({_TARGET}),
    marks=frozenset(),
    without=frozenset(
        {"Vulnerabilities", "Misconfigurations", "Secrets", "Licenses", "Packages"}
        | {"CustomResources", "ExperimentalModifiedFindings"}
    ),
)
_FAIL: Final = ("", "FAIL")
_SECRET_CWE: Final = ("CWE-798",)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    path: str
    type: str


def read(path: Path, bounds: Bounds) -> Reading:
    outline = outline_of(
        path, bounds, values=("SchemaVersion", "Trivy.Version"), marks=("Results",)
    )
    told = outline.is_list("Results") or "SchemaVersion" in outline.values
    checked(told, "Trivy's JSON", "it has no list of results, and no version of a schema")
    return Reading(tool="Trivy", version=outline.text("Trivy.Version"), hits=_hits(path, bounds))


def _hits(path: Path, bounds: Bounds) -> Iterator[Hit]:
    targets = [
        _Target(path=text_of(node, "Target", place), type=text_of(node, "Type", place))
        for _, place, node in items_of(path, bounds, _HEADS)
    ]
    index = -1
    for found, place, node in items_of(path, bounds, _WANTED):
        if found == _TARGET:
            index += 1
        elif hit := _READ[found](node, targets[index], place):
            yield hit


def _vulnerability(node: Node, target: _Target, place: str) -> Hit:
    purl, _ = split_purl(text_of(node_of(node, "PkgIdentifier", place), "PURL", place))
    word = text_of(node, "Severity", place)
    scores = node_of(node, "CVSS", place)
    vectors = [
        text_of(source, key, place)
        for source in scores.values()
        if isinstance(source, dict)
        for key in ("V3Vector", "V40Vector")
    ]
    id_ = text_of(node, "VulnerabilityID", place)
    advisory = Advisory(
        names=(id_, *texts_of(node, "VendorIDs", place)) if id_ else (),
        words=Words(
            name=text_of(node, "Title", place),
            description=text_of(node, "Description", place),
            help_uri=text_of(node, "PrimaryURL", place),
        ),
        level=level_of_word(word),
        rating=rating_from(vectors, word=word),
        cwes=texts_of(node, "CweIDs", place),
        fixed=tuple(filter(None, (text_of(node, "FixedVersion", place),))),
    )
    return package_hit(
        advisory,
        purl=purl or purl_from(target.type, text_of(node, "PkgName", place)),
        version=version_of(text_of(node, "InstalledVersion", place)),
        path=text_of(node, "PkgPath", place) or target.path,
    )


def _misconfiguration(node: Node, target: _Target, place: str) -> Hit | None:
    if text_of(node, "Status", place) not in _FAIL:
        return None
    word = text_of(node, "Severity", place)
    words = Words(
        name=text_of(node, "Title", place),
        description=text_of(node, "Description", place),
        help_text=text_of(node, "Resolution", place),
        help_uri=text_of(node, "PrimaryURL", place),
    )
    # AVDID stands for the rule in older versions; both are told by most.
    id_ = text_of(node, "ID", place) or text_of(node, "AVDID", place)
    cause = node_of(node, "CauseMetadata", place)
    resource = text_of(cause, "Resource", place)
    message = text_of(node, "Message", place) or words.name
    return Hit(
        rule=rule_of(id_, words, level=level_of_word(word), rating=rating_from((), word=word)),
        path=target.path,
        message=f"{message} ({resource})" if resource else message,
        region=region_of_keys(cause, place, line="StartLine", end="EndLine"),
        standing=Standing.REPORTED,
    )


def _secret(node: Node, target: _Target, place: str) -> Hit:
    """Return a secret without its line, of which Trivy masks what it takes for the secret."""
    id_ = text_of(node, "RuleID", place)
    word = text_of(node, "Severity", place)
    return Hit(
        rule=rule_of(
            id_,
            Words(name=text_of(node, "Title", place) or id_),
            level=level_of_word(word) if word else Level.ERROR,
            rating=rating_from((), word=word),
            cwes=_SECRET_CWE,
        ),
        path=target.path,
        message=f"A secret was found: {id_}",
        region=region_of_keys(node, place, line="StartLine", end="EndLine"),
    )


_READ: Final[Mapping[str, Callable[[Node, _Target, str], Hit | None]]] = {
    "Results.item.Vulnerabilities.item": _vulnerability,
    "Results.item.Misconfigurations.item": _misconfiguration,
    "Results.item.Secrets.item": _secret,
}
_WANTED: Final = Wanted(
    values=frozenset(_READ),
    marks=frozenset({_TARGET}),
    without=frozenset({"References", "Match", "Code", "Layer", "DataSource"}),
)
