"""Who is who: each result of a report, and each vulnerability known of the root."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from imports.matching.corrections import corrected, kept_of, left_over, standing
from imports.matching.duplicates import repeated
from imports.matching.names import tool_key
from imports.matching.outcomes import created, duplicate, ignored, recognised
from imports.matching.spots import Pair
from imports.matching.tool import paired
from imports.matching.types import Closing, Kept, Known, Outcome, ToolVerdict
from imports.matching.whole import Sketches
from imports.reports import FileSketch, Report, ReportResult, Standing

_NONE: Final[Mapping[str, Mapping[str, FileSketch]]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """``outcomes`` are one a result, in the results' order; ``kept`` is open and not in them."""

    outcomes: tuple[Outcome, ...]
    closing: tuple[Closing, ...]
    kept: tuple[Kept, ...]
    verdicts: tuple[ToolVerdict, ...]


def match(
    report: Report,
    known: Sequence[Known],
    before: Mapping[str, Mapping[str, FileSketch]] = _NONE,
) -> Matched:
    """Match a report with all that is known of its root, of any tool and in any state.

    ``before`` are the sketches of the files in which each tool, by its key, saw something
    last, by path.
    """
    kept = kept_of(known)
    known = standing(known, kept)
    repeats = repeated(report.results)
    pairs = _pairs(report, known, frozenset(repeats), before)
    outcomes = [
        _outcome(result, known, pairs.get(position))
        for position, result in enumerate(report.results)
    ]
    for position, outcome in corrected(report.results, known, pairs, kept):
        outcomes[position] = outcome
    for position, first in repeats.items():
        of = report.results[first]
        outcomes[position] = duplicate(report.results[position], of, outcomes[first].vulnerability)
    seen = frozenset(known[pair.old.index].id for pair in pairs.values())
    rest = left_over(report.runs, known, seen, kept)
    return Matched(
        outcomes=tuple(outcomes), closing=rest.closing, kept=rest.kept, verdicts=rest.verdicts
    )


def _pairs(
    report: Report,
    known: Sequence[Known],
    repeats: frozenset[int],
    before: Mapping[str, Mapping[str, FileSketch]],
) -> dict[int, Pair]:
    """Return the pair of each result that is known, by the result's position."""
    sketched = {sketch.path: sketch for sketch in report.sketches}
    old: defaultdict[str, dict[int, Known]] = defaultdict(dict)
    new: defaultdict[str, dict[int, ReportResult]] = defaultdict(dict)
    for index, each in enumerate(known):
        old[tool_key(each.tool)][index] = each
    for position, result in enumerate(report.results):
        if position not in repeats and result.standing is not Standing.IGNORED:
            new[tool_key(result.tool)][position] = result
    return {
        pair.new.index: pair
        for tool in new
        for pair in paired(
            tool,
            old.get(tool, {}),
            new[tool],
            Sketches(before=before.get(tool, MappingProxyType({})), now=sketched),
        )
    }


def _outcome(result: ReportResult, known: Sequence[Known], pair: Pair | None) -> Outcome:
    if result.standing is Standing.IGNORED:
        return ignored(result)
    if pair is None:
        return created(result)
    return recognised(result, known[pair.old.index], pair)
