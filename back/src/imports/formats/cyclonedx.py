"""CycloneDX JSON with vulnerabilities: advisories that point at components."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from imports.formats.bounds import Bounds
from imports.formats.hits import Hit, Reading, Words
from imports.formats.json_lists import Outline, checked, items_of, outline_of
from imports.formats.json_parts import Wanted
from imports.formats.json_values import Node, node_of, nodes_of, text_of
from imports.formats.packages import Advisory, package_hit
from imports.formats.purls import purl_from, split_purl, version_of
from imports.formats.severity import level_of_word, rating_from
from imports.reports import Standing

_COMPONENT, _VULNERABILITY = "components.item", "vulnerabilities.item"
_COMPONENTS: Final = Wanted(
    values=frozenset({_COMPONENT}),
    marks=frozenset(),
    without=frozenset({"externalReferences", "hashes", "licenses", "pedigree", "releaseNotes"}),
)
_VULNERABILITIES: Final = Wanted(
    values=frozenset({_VULNERABILITY}),
    marks=frozenset(),
    without=frozenset({"advisories", "credits", "proofOfConcept", "tools"}),
)
# Tools are a list until version 1.4, and components or services of an object from 1.5 on.
_TOOLS: Final = ("metadata.tools.item", "metadata.tools.components.item")
_SUBJECT: Final = "metadata.component"
_STANDINGS: Final = {
    "false_positive": Standing.SUPPRESSED,
    "not_affected": Standing.SUPPRESSED,
    "resolved": Standing.IGNORED,
    "resolved_with_pedigree": Standing.IGNORED,
}
_DEEPEST: Final = 16


def read(path: Path, bounds: Bounds) -> Reading:
    values = ("bomFormat", _SUBJECT, *_TOOLS)
    outline = outline_of(path, bounds, values=values, marks=("vulnerabilities",))
    checked(outline.text("bomFormat") == "CycloneDX", "CycloneDX", "its bomFormat is another")
    listed = outline.is_list("vulnerabilities")
    checked(listed, "CycloneDX with vulnerabilities", "it has no list of vulnerabilities")
    tool = next((each for key in _TOOLS for each in outline.nodes(key)), {})
    return Reading(
        tool=text_of(tool, "name", "metadata.tools") or "CycloneDX",
        version=text_of(tool, "version", "metadata.tools"),
        hits=_hits(path, bounds, outline),
    )


def _hits(path: Path, bounds: Bounds, outline: Outline) -> Iterator[Hit]:
    components: dict[str, tuple[str, str, str]] = {}
    for subject in outline.nodes(_SUBJECT):
        _take(components, [subject], _SUBJECT)
    for _, place, node in items_of(path, bounds, _COMPONENTS):
        _take(components, [node], place)
    for _, place, node in items_of(path, bounds, _VULNERABILITIES):
        advisory = _advisory(node, place)
        for affected in nodes_of(node, "affects", place):
            reference = text_of(affected, "ref", place)
            purl, version, manifest = _meant(components, reference)
            yield package_hit(advisory, purl=purl, version=version, path=manifest)


def _take(
    components: dict[str, tuple[str, str, str]], nodes: Iterable[Node], place: str, depth: int = 0
) -> None:
    """Add components and those within them to ``components``, which the caller owns."""
    for node in nodes:
        purl, version = split_purl(text_of(node, "purl", place))
        group, name = text_of(node, "group", place), text_of(node, "name", place)
        reference = text_of(node, "bom-ref", place) or text_of(node, "purl", place)
        components[reference] = (
            purl or purl_from("", f"{group}/{name}" if group else name),
            version or version_of(text_of(node, "version", place)),
            _manifest(node, place),
        )
        if depth < _DEEPEST:
            _take(components, nodes_of(node, "components", place), place, depth + 1)


def _manifest(node: Node, place: str) -> str:
    """Return where the component was found, as far as the report says."""
    evidence = nodes_of(node_of(node, "evidence", place), "occurrences", place)
    told = [text_of(each, "location", place) for each in evidence]
    told += [
        text_of(each, "value", place)
        for each in nodes_of(node, "properties", place)
        if text_of(each, "name", place) in ("aquasecurity:trivy:PkgPath", "syft:location:0:path")
    ]
    return next(filter(None, told), "")


def _meant(components: Mapping[str, tuple[str, str, str]], reference: str) -> tuple[str, str, str]:
    """Return the component; a BOM-Link, which points into another document, ends in its name."""
    for known in (reference, unquote(reference.rpartition("#")[2])):
        if known in components:
            return components[known]
        purl, version = split_purl(known)
        if purl:
            return purl, version, ""
    return purl_from("", reference), "", ""


def _advisory(node: Node, place: str) -> Advisory:
    ratings = nodes_of(node, "ratings", place)
    words = [word for each in ratings if (word := text_of(each, "severity", place))]
    scores = [
        each.get("score")
        for each in ratings
        if text_of(each, "method", place) in ("CVSSv3", "CVSSv31", "CVSSv4")
    ]
    state = text_of(node_of(node, "analysis", place), "state", place)
    cwes = node.get("cwes")
    numbers = cwes if isinstance(cwes, list) else []
    return Advisory(
        names=(
            text_of(node, "id", place),
            *(text_of(each, "id", place) for each in nodes_of(node, "references", place)),
        ),
        words=Words(
            description=text_of(node, "description", place) or text_of(node, "detail", place),
            help_text=text_of(node, "recommendation", place),
            help_uri=text_of(node_of(node, "source", place), "url", place),
        ),
        level=level_of_word(words[0] if words else ""),
        rating=rating_from(
            (_vector(each, place) for each in ratings),
            number=next(filter(None, scores), None),
            word=words[0] if words else "",
        ),
        cwes=tuple(f"CWE-{each}" for each in numbers if isinstance(each, int)),
        standing=_STANDINGS.get(state, Standing.REPORTED),
    )


def _vector(rating: Node, place: str) -> str:
    """Return the vector with its version, which many leave to the method."""
    vector, method = text_of(rating, "vector", place), text_of(rating, "method", place)
    return _VERSIONS.get(method, "") + vector if vector.startswith("AV:") else vector


_VERSIONS: Final = {"CVSSv3": "CVSS:3.0/", "CVSSv31": "CVSS:3.1/", "CVSSv4": "CVSS:4.0/"}
