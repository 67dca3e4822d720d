"""Sides of a comparison made to measure, for the tests of the bench of matching."""

from collections.abc import Mapping, Sequence

from matching.sides import Side, side_of
from matching.trees import lines_of

from reports.made import a_log, a_result, a_run


def a_side(tree: Mapping[str, str], marks: Sequence[tuple[str, int]], rule: str = "R1") -> Side:
    """Return what a tool says that finds its rule in the lines of ``marks``."""
    results = [
        a_result(rule=rule, uri=path, line=line, snippet=lines_of(tree[path])[line - 1])
        for path, line in marks
    ]
    return side_of(tree, a_log(a_run(*results)))
