"""Every method over every case: scores by method, group and whether code was quoted."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from matching.cases import Case, Group, Pair
from matching.methods import (
    Method,
    fingerprint_or_snippet,
    greedy,
    rule_path_line,
    sequence,
    title_cwe_line_file,
)
from matching.metrics import Labels, Score, scored, wrong
from matching.ours import ours
from matching.sides import Side, line_of, side_of, without_snippets
from matching.trees import lines_of
from matching.truth.types import Truth

BASELINES: Final[Mapping[str, Method]] = {
    "rule, path and line": rule_path_line,
    "title, CWE, line and file": title_cwe_line_file,
    "tool's fingerprint, else rule, path and hash of the snippet": fingerprint_or_snippet,
    "same content in the same file, nearest line first, then anywhere": greedy,
    "sequence of the results of each file, files mapped first": sequence,
}
WITHOUT: Final = "Integrates, report alone"
WITH: Final = "Integrates, with sketches"
METHODS: Final = (*BASELINES, WITHOUT, WITH)

Sketching: TypeAlias = Callable[[Side], Side]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A result that is still there and was not known again, as a reader would look for it."""

    pair: Pair
    group: Group
    rule: str
    before: str
    now: str
    is_closed: bool
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One case; ``scores`` by method and whether code was quoted as the tool does."""

    pair: Pair
    group: Group
    old: int
    new: int
    truth: Truth
    scores: Mapping[tuple[str, bool], Score]
    lost: tuple[Lost, ...]


def measured(case: Case, sketched: Sketching) -> Measured:
    """Run all methods on the case as the tool reports, and on its reports without code."""
    labels = {
        (name, quotes): found
        for quotes, both in ((True, case), (False, _bare(case)))
        for name, found in _labels(both, sketched)
    }
    return Measured(
        pair=case.pair,
        group=case.group,
        old=len(case.old.results),
        new=len(case.new.results),
        truth=case.truth,
        scores={key: scored(found, case.truth) for key, found in labels.items()},
        lost=tuple(_lost(case, labels[WITH, True])),
    )


def _labels(case: Case, sketched: Sketching) -> Iterator[tuple[str, Labels]]:
    for name, method in BASELINES.items():
        yield name, method(case.old, case.new)
    yield WITHOUT, ours(case.old, case.new)
    yield WITH, ours(sketched(case.old), sketched(case.new))


def _bare(case: Case) -> Case:
    old, new = (side_of(side.tree, without_snippets(side.log)) for side in (case.old, case.new))
    return replace(case, old=old, new=new)


def _lost(case: Case, labels: Labels) -> Iterator[Lost]:
    known = Counter(labels[1])
    for one, other in wrong(labels, case.truth).items():
        result, after = case.old.results[one], case.new.results[other]
        lines = lines_of(case.old.tree.get(result.path, ""))
        yield Lost(
            pair=case.pair,
            group=case.group,
            rule=result.rule,
            before=f"{result.path}:{line_of(result)}",
            now=f"{after.path}:{line_of(after)}",
            is_closed=not known[labels[0][one]],
            code="".join(lines[line_of(result) - 1 : line_of(result)]).strip(),
        )
