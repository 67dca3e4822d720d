"""Files of lines of which those are weak that call ``eval``, as a prepared report tells them."""

from collections.abc import Mapping, Sequence

from imports.matching import Layer, Matched, match
from imports.reports import Report
from reports.made import known_from
from reports.seen import report_of, seen
from reports.sketching import kept, prepared

Files = Mapping[str, Sequence[str]]

TOP = [f"top {at}" for at in range(9)]
END = [f"end {at}" for at in range(9)]
WEAK = "eval(x)"


def report(files: Files, *, code: bool = False, rule: str = "R1") -> Report:
    """Return a report of each line that calls ``eval``, with its code if asked."""
    results = [
        seen(at, line.strip() if code else "", path=path, rule=rule)
        for path, lines in files.items()
        for at, line in enumerate(lines, 1)
        if "eval(" in line
    ]
    return prepared(report_of(*results), files)


def compare(old: Files, new: Files, *, code: bool = False) -> Matched:
    before = report(old, code=code)
    return match(report(new, code=code), known_from(before), kept(before))


def found(matched: Matched) -> list[tuple[str | None, Layer | None]]:
    return [(each.vulnerability, each.layer) for each in matched.outcomes]
