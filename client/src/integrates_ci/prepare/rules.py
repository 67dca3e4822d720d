"""What a result of SARIF leaves to others to work out: its rule's index, its level, its end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from integrates_ci.prepare.nodes import Node, item_of, node_of, nodes_of, number_of

_LEVELS: Final = frozenset({"none", "note", "warning", "error"})
_DEFAULT_LEVEL: Final = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The driver's rules of a run; ``indexes`` are by id, of one that is there twice the first."""

    rules: list[Any]
    indexes: Mapping[str, int]
    may_be_overridden: bool


def rules_of(run: Node) -> Rules:
    rules = nodes_of(node_of(node_of(run, "tool"), "driver"), "rules")
    indexes: dict[str, int] = {}
    for index, rule in enumerate(rules):
        if isinstance(rule, dict) and isinstance(id_ := rule.get("id"), str):
            indexes.setdefault(id_, index)
    invocations = (each for each in nodes_of(run, "invocations") if isinstance(each, dict))
    return Rules(
        rules=rules,
        indexes=indexes,
        may_be_overridden=any(nodes_of(each, "ruleConfigurationOverrides") for each in invocations),
    )


def completed(result: Node, rules: Rules) -> dict[str, Any]:
    """Return ``result`` with the right index of its rule, and its level if that was left out.

    Nothing is told of rules of extensions, nor a level where the run overrides some.
    """
    done = dict(result)
    index = _index(result, rules)
    if index is not None and "rule" not in result:
        done["ruleIndex"] = index
    is_fault = "level" not in result and result.get("kind", "fail") == "fail"
    if is_fault and not rules.may_be_overridden:
        done["level"] = _level(item_of(rules.rules, index))
    return done


def ended(region: Node) -> Node:
    """Return ``region`` with the line that it ends in, which is its first if none is told."""
    start = number_of(region, "startLine")
    if start is None or start < 1 or "endLine" in region:
        return region
    return {**region, "endLine": start}


def _index(result: Node, rules: Rules) -> int | None:
    """Return where the driver's rule stands; the id counts first, as some write a wrong index."""
    reference = node_of(result, "rule")
    if "toolComponent" in reference:
        return None
    id_ = result.get("ruleId", reference.get("id"))
    if isinstance(id_, str):
        return rules.indexes.get(id_, rules.indexes.get(id_.rpartition("/")[0]))
    index = number_of(result, "ruleIndex")
    index = number_of(reference, "index") if index is None else index
    return index if item_of(rules.rules, index) else None


def _level(rule: Node) -> str:
    level = node_of(rule, "defaultConfiguration").get("level")
    return level if level in _LEVELS else _DEFAULT_LEVEL
