"""One result of a SARIF log: compact, with what it adds to its rule."""

from sys import intern
from typing import Final

from imports.formats.errors import MalformedReport
from imports.formats.json_values import Node, node_of, nodes_of, text_of
from imports.formats.locations import path_of, place_of
from imports.formats.sarif_outline import RunOutline
from imports.formats.sarif_packages import with_package
from imports.formats.sarif_rules import Descriptor, cwes_in, level_of, meant_rule, taxa_cwes
from imports.formats.seen_rules import Taken
from imports.formats.severity import UNRATED, rating_of
from imports.formats.texts import cleaned, content_hash, digest, message_hash
from imports.reports import Level, ReportResult, ResultText, Standing

_LONGEST_MESSAGE: Final = 2_000
_LONGEST_SNIPPET: Final = 2_000
_LONGEST_FINGERPRINT: Final = 100


def taken(node: Node, outline: RunOutline, run_index: int, result_index: int) -> Taken:
    """Read one result.

    Raises:
        MalformedReport: a member has a type that it may not have.
    """
    place = f"runs[{run_index}].results[{result_index}]"
    rule = meant_rule(node, outline.groups, outline.by_id)
    locations = nodes_of(node, "locations", place)
    first = locations[0] if locations else {}
    uri, region = place_of(first, outline.artifacts, place)
    message = _message(node_of(node, "message", place), rule, place)
    snippet = _snippet(first, place)
    properties = node_of(node, "properties", place)
    seen = Taken(
        result=ReportResult(
            run_index=run_index,
            result_index=result_index,
            tool=outline.run.tool,
            rule=rule.id,
            path=intern(path_of(uri, outline.bases)),
            region=region,
            content=content_hash(snippet),
            message_hash=message_hash(message),
            level=_level(node, rule, place),
            fingerprint=_fingerprint(node, place),
            standing=_standing(node, place),
        ),
        text=ResultText(
            message=cleaned(message, _LONGEST_MESSAGE), snippet=cleaned(snippet, _LONGEST_SNIPPET)
        ),
        rule=rule,
        rating=rating_of(properties) if properties else UNRATED,
        cwes=(*cwes_in(properties), *taxa_cwes(node, place)),
    )
    return with_package(seen, message)


def _message(message: Node, rule: Descriptor, place: str) -> str:
    """Return the text, or the rule's template with the arguments in their places."""
    text = text_of(message, "text", place) or text_of(message, "markdown", place)
    if text:
        return text
    template = rule.messages.get(text_of(message, "id", place), "")
    arguments = message.get("arguments") or []
    if not isinstance(arguments, list):
        raise MalformedReport(f"{place}.message.arguments", "it should be a list")
    for index, argument in enumerate(arguments):
        template = template.replace(f"{{{index}}}", str(argument))
        if len(template) > _LONGEST_MESSAGE:
            break
    return template


def _snippet(location: Node, place: str) -> str:
    physical = node_of(location, "physicalLocation", place)
    region = node_of(physical, "region", place)
    return text_of(node_of(region, "snippet", place), "text", place)


def _level(node: Node, rule: Descriptor, place: str) -> Level:
    return level_of(node, place) or rule.level


def _standing(node: Node, place: str) -> Standing:
    if text_of(node, "kind", place) not in ("", "fail"):
        return Standing.IGNORED
    if text_of(node, "baselineState", place) == "absent":
        return Standing.IGNORED
    suppressions = nodes_of(node, "suppressions", place)
    states = [
        text_of(each, "status", place) or text_of(each, "state", place) for each in suppressions
    ]
    accepted = any(state in ("", "accepted") for state in states)
    return Standing.SUPPRESSED if accepted else Standing.REPORTED


def _fingerprint(node: Node, place: str) -> str | None:
    """Return the tool's own identity of the result: of several versions the last by name."""
    for key in ("fingerprints", "partialFingerprints"):
        prints = node_of(node, key, place)
        for name in sorted(prints, reverse=True):
            if value := text_of(prints, name, f"{place}.{key}").strip():
                return _bounded(f"{name}={value}")
    return None


def _bounded(fingerprint: str) -> str:
    return fingerprint if len(fingerprint) <= _LONGEST_FINGERPRINT else digest(fingerprint)
