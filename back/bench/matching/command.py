"""Measures how well matching knows results again, on real releases of public packages.

usage: matching [NAME...] [--labels]   pairs of packages whose name is given; else all, and
       the page of the documentation is written anew
"""

import argparse
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from matching.cases import Pair, cases, pairs
from matching.labels import sampled
from matching.measuring import METHODS, Measured, measured
from matching.page import Figures, page
from matching.sketching import sketched
from matching.summing import goals
from matching.timing import timed

PAGE: Final = Path(__file__).parents[3] / "docs" / "matching.md"
CHECKED: Final = Path(__file__).with_name("checked.md")
_SAMPLE: Final = 100


def main(names: Sequence[str], *, labels: bool) -> None:
    chosen = [pair for pair in pairs() if not names or pair.old.name in names]
    if labels:
        for text in _sampled(chosen):
            print(text)
        return
    found = [one for pair in chosen for one in _measured(pair)]
    took = timed(sketched)
    for goal in goals(found, took):
        is_met = "met" if goal.is_met else "MISSED"
        print(f"{goal.what:<70} {goal.found}  {goal.asked}, {is_met}")
    if not names:
        figures = Figures(
            day=datetime.now(UTC).date(), measured=found, timed=took, checked=CHECKED.read_text()
        )
        PAGE.write_text(page(figures))


def _measured(pair: Pair) -> Iterator[Measured]:
    for case in cases(pair):
        one = measured(case, sketched)
        print(f"{pair.called}, {pair.tool.name}, {case.group}: {len(case.truth.pairs):,} the same")
        for name in METHODS:
            score = one.scores[name, True]
            print(
                f"  {name:<66}{score.precision:.4f} {score.recall:.4f}"
                f"  closed {score.closed:,}, merged {score.merged:,}",
                flush=True,
            )
        yield one


def _sampled(chosen: Sequence[Pair]) -> Iterator[str]:
    """Yield the sample over the real releases; what is made from others needs no judge."""
    real = [next(cases(pair)) for pair in chosen if pair.before is pair.tool]
    yield from sampled(real, _SAMPLE)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--labels", action="store_true")
    given = parser.parse_args()
    main(given.names, labels=given.labels)
