"""Rules of a SARIF log: what each says of itself, and which one a result means."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from imports.formats.json_values import Node, node_of, nodes_of, text_of, whole_of
from imports.formats.severity import Rating, rating_of, score_of
from imports.formats.texts import cleaned
from imports.reports import Level, ReportRule

UNNAMED: Final = "unnamed"
LONGEST_ID: Final = 256
_LONGEST_NAME: Final = 200
LONGEST_TEXT: Final = 8_000
_CWE: Final = re.compile(r"\bCWE[-/_: ]?(?:CWE[-_])?0*(\d{1,5})\b", re.IGNORECASE)
_LEVELS: Final = {"error": Level.ERROR, "warning": Level.WARNING, "note": Level.NOTE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptor:
    """A rule as its tool describes it; ``messages`` are templates by their ids.

    ``short`` is its short description, and ``purl`` the package that it is of, where it is of one.
    """

    id: str
    name: str
    description: str
    help_text: str
    help_uri: str
    cwes: tuple[str, ...]
    level: Level
    rating: Rating
    messages: Mapping[str, str]
    short: str = ""
    purl: str = ""


def descriptor_of(rule: Node, place: str) -> Descriptor:
    properties = _bag(rule)
    id_ = rule_id(text_of(rule, "id", place)) or UNNAMED
    short = _message(rule, "shortDescription", place)
    name = text_of(rule, "name", place) or _plain_text(properties.get("name")) or id_
    return Descriptor(
        id=id_,
        name=cleaned(name.strip(), _LONGEST_NAME) or id_,
        description=_message(rule, "fullDescription", place) or short,
        help_text=_message(rule, "help", place),
        help_uri=cleaned(text_of(rule, "helpUri", place), _LONGEST_NAME * 10),
        cwes=tuple(dict.fromkeys([*cwes_in(properties), *_related(rule, place)])),
        level=level_of(node_of(rule, "defaultConfiguration", place), place) or Level.WARNING,
        rating=rating_of(properties),
        messages={
            key: _plain_text(value.get("text"))
            for key, value in node_of(rule, "messageStrings", place).items()
            if isinstance(value, dict)
        },
        short=cleaned(short.strip(), _LONGEST_NAME),
        purl=_first_text(properties.get("purls")),
    )


@lru_cache(maxsize=1024)
def undescribed(id_: str) -> Descriptor:
    """Return what is known of a rule that the tool does not describe."""
    return descriptor_of({"id": id_}, UNNAMED)


def rule_id(text: str) -> str:
    return cleaned(text.strip(), LONGEST_ID)


def level_of(node: Node, place: str) -> Level | None:
    """Return the level; ``none`` is the least there is for something that failed."""
    level = text_of(node, "level", place)
    return Level.NOTE if level == "none" else _LEVELS.get(level)


def cwes_in(properties: Node) -> tuple[str, ...]:
    """Return the ids in tags and in what is called CWE, in their order: ``CWE-89``."""
    texts = (
        text
        for key, value in properties.items()
        if key == "tags" or "cwe" in key.casefold()
        for text in _flat(value, key)
    )
    return cwe_ids(texts)


def report_rule(
    tool: str, rule: Descriptor, level: Level, rating: Rating, cwes: tuple[str, ...]
) -> ReportRule:
    title = f"{cwes[0]}. {rule.name}" if cwes else rule.name
    return ReportRule(
        tool=tool,
        id=rule.id,
        name=rule.name,
        title=title,
        description=rule.description,
        help_text=rule.help_text,
        help_uri=rule.help_uri,
        cwes=cwes,
        score=score_of(rating, level),
        vector_v3=rating.v3.vector if rating.v3 else "",
        vector_v4=rating.v4.vector if rating.v4 else "",
        score_v4=rating.v4.score if rating.v4 else None,
    )


def meant_rule(
    result: Node, groups: Sequence[Sequence[Descriptor]], by_id: Mapping[str, Descriptor]
) -> Descriptor:
    """Return the rule of ``result``; ``groups`` are the driver's and each extension's rules.

    The id counts first, as some tools write a wrong index or leave out one of 0.
    """
    reference = node_of(result, "rule", "result")
    id_ = text_of(result, "ruleId", "result") or text_of(reference, "id", "result")
    id_ = rule_id(id_)
    for known in (id_, id_.rpartition("/")[0]):
        if known in by_id:
            return by_id[known]
    if id_:
        return undescribed(id_)
    index = whole_of(result, "ruleIndex", "result")
    index = whole_of(reference, "index", "result") if index is None else index
    component = whole_of(node_of(reference, "toolComponent", "result"), "index", "result")
    group = 0 if component is None else component + 1
    if index is not None and 0 <= group < len(groups) and 0 <= index < len(groups[group]):
        return groups[group][index]
    return undescribed(UNNAMED)


def _related(rule: Node, place: str) -> tuple[str, ...]:
    targets = [node_of(each, "target", place) for each in nodes_of(rule, "relationships", place)]
    return cwe_ids(taxon_text(target, place) for target in targets)


def taxon_text(reference: Node, place: str) -> str:
    """Return a reference to a taxon as one text: ``CWE-89``, or ``CWE`` and ``89`` joined."""
    component = text_of(node_of(reference, "toolComponent", place), "name", place)
    id_ = text_of(reference, "id", place)
    return f"{component}-{id_}" if id_.isdigit() else id_


def taxa_cwes(result: Node, place: str) -> tuple[str, ...]:
    return cwe_ids(taxon_text(each, place) for each in nodes_of(result, "taxa", place))


def cwe_ids(texts: Iterable[str]) -> tuple[str, ...]:
    found = (f"CWE-{number}" for text in texts for number in _CWE.findall(text))
    return tuple(dict.fromkeys(found))


def _flat(value: Any, key: str) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        text = _plain_text(each) or (str(each) if isinstance(each, int) else "")
        yield f"CWE-{text}" if key != "tags" and text.isdigit() else text


def _bag(node: Node) -> Node:
    properties = node.get("properties")
    return properties if isinstance(properties, dict) else {}


def _plain_text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _first_text(value: Any) -> str:
    return next(map(_plain_text, value), "") if isinstance(value, list) else ""


def _message(node: Node, key: str, place: str) -> str:
    message = node_of(node, key, place)
    text = text_of(message, "text", place) or text_of(message, "markdown", place)
    return cleaned(text.strip(), LONGEST_TEXT)
