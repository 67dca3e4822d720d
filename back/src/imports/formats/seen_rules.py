"""The rules of a report, each with all that its results said of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from imports.formats.sarif_rules import Descriptor, report_rule
from imports.formats.severity import Rating, worse
from imports.reports import Level, ReportResult, ReportRule, ResultText

_LEVELS: Final = tuple(Level)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A result, its texts, and what it says of its rule beyond the rule's own words."""

    result: ReportResult
    text: ResultText
    rule: Descriptor
    rating: Rating
    cwes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SeenRule:
    """A rule with all that its results said of it so far."""

    rule: Descriptor
    level: Level
    rating: Rating
    cwes: tuple[str, ...]


class SeenRules:
    """Takes results one by one; a rule is known by its tool and its id."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, str], _SeenRule] = {}

    def __len__(self) -> int:
        return len(self._seen)

    def add(self, taken: Taken) -> None:
        key = taken.result.tool, taken.rule.id
        self._seen[key] = _after(self._seen.get(key), taken)

    def told(self) -> Iterator[ReportRule]:
        """Yield the rules in the order of their tools and ids."""
        for (tool, _), each in sorted(self._seen.items(), key=lambda item: item[0]):
            yield report_rule(tool, each.rule, each.level, each.rating, each.cwes)


def _after(before: _SeenRule | None, new: Taken) -> _SeenRule:
    if before is None:
        rating = worse(new.rule.rating, new.rating)
        cwes = tuple(dict.fromkeys((*new.rule.cwes, *sorted(new.cwes))))
        return _SeenRule(rule=new.rule, level=new.result.level, rating=rating, cwes=cwes)
    added = sorted(set(new.cwes) - set(before.cwes))
    level = min(before.level, new.result.level, key=_LEVELS.index)
    rating = worse(before.rating, new.rating)
    if not added and level is before.level and rating == before.rating:
        return before
    return _SeenRule(rule=before.rule, level=level, rating=rating, cwes=(*before.cwes, *added))
