"""Our own format, for what has none: the members of a result, in JSON and in CSV alike.

Documented in ``docs/formats.md``; members that are not known are let pass.
"""

from dataclasses import dataclass
from typing import Final

from imports.formats.errors import MalformedReport
from imports.formats.hits import Hit, Words, rule_of
from imports.formats.json_values import Node, text_of, texts_of
from imports.formats.packages import Advisory, package_hit
from imports.formats.purls import split_purl
from imports.formats.regions import region_of_keys
from imports.formats.severity import WORDS, level_of_word, rating_from
from imports.formats.urls import url_place
from imports.reports import Standing

_STATUSES: Final = {
    "": Standing.REPORTED,
    "open": Standing.REPORTED,
    "suppressed": Standing.SUPPRESSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A result's members that do not depend on the kind of its place."""

    rule: str
    words: Words
    message: str
    severity: str
    standing: Standing


def hit_of(node: Node, place: str) -> Hit:
    """Return a result: of a package if it has a ``purl``, of a URL if it has one, else of code.

    Raises:
        MalformedReport: the rule or the place is missing, or a member is wrong.
    """
    said = _said(node, place)
    if purl := text_of(node, "purl", place):
        return _of_package(node, said, purl, place)
    vectors = (text_of(node, "cvss", place),)
    url = text_of(node, "url", place)
    path = url_place(url) if url else text_of(node, "path", place)
    if not path:
        raise MalformedReport(place, "it should have a path, a url or a purl")
    return Hit(
        rule=rule_of(
            said.rule,
            said.words,
            level=level_of_word(said.severity),
            rating=rating_from(vectors, number=node.get("score"), word=said.severity),
            cwes=texts_of(node, "cwe", place),
        ),
        path=path,
        message=said.message,
        region=None
        if url
        else region_of_keys(
            node, place, line="line", end="endLine", column="column", end_column="endColumn"
        ),
        snippet=text_of(node, "snippet", place),
        fingerprint=_fingerprint(node, place),
        standing=said.standing,
        parameter=text_of(node, "parameter", place) if url else None,
    )


def _said(node: Node, place: str) -> _Said:
    rule, severity = text_of(node, "rule", place), text_of(node, "severity", place)
    if not rule.strip():
        raise MalformedReport(f"{place}.rule", "it should name what is wrong")
    if severity and severity.strip().casefold() not in WORDS:
        raise MalformedReport(f"{place}.severity", "it should be a word for a severity")
    status = text_of(node, "status", place).strip().casefold()
    if status not in _STATUSES:
        raise MalformedReport(f"{place}.status", "it should be open or suppressed")
    title = text_of(node, "title", place)
    return _Said(
        rule=rule,
        words=Words(
            name=title,
            description=text_of(node, "description", place),
            help_text=text_of(node, "recommendation", place),
            help_uri=text_of(node, "link", place),
        ),
        message=text_of(node, "message", place) or title or rule,
        severity=severity,
        standing=_STATUSES[status],
    )


def _of_package(node: Node, said: _Said, purl: str, place: str) -> Hit:
    name, version = split_purl(purl)
    if not name:
        raise MalformedReport(f"{place}.purl", "it should be a package URL")
    advisory = Advisory(
        names=(said.rule, *texts_of(node, "aliases", place)),
        words=said.words,
        level=level_of_word(said.severity),
        rating=rating_from(
            (text_of(node, "cvss", place),), number=node.get("score"), word=said.severity
        ),
        cwes=texts_of(node, "cwe", place),
        fixed=texts_of(node, "fixed", place),
        standing=said.standing,
    )
    return package_hit(advisory, purl=name, version=version, path=text_of(node, "path", place))


def _fingerprint(node: Node, place: str) -> str | None:
    return text_of(node, "fingerprint", place).strip()[:100] or None
