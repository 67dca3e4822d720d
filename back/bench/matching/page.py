"""The page of the documentation that shows the figures: text made of what was measured."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from matching.measuring import METHODS, WITH, WITHOUT, Lost, Measured
from matching.metrics import Score
from matching.summing import REAL, SHUFFLED, UNTOUCHED, goals, quotes_code, summed
from matching.timing import Timed

_EXAMPLES: Final = 12
_MOST_CODE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """``checked`` is what a person found who looked at labels, as Markdown."""

    day: date
    measured: Sequence[Measured]
    timed: Timed
    checked: str


def page(figures: Figures) -> str:
    """Return the page; the same figures give the same page."""
    measured = figures.measured
    parts = (
        _head(figures),
        _goals(figures),
        _methods(measured),
        _untouched(measured),
        _pairs(measured),
        _open(measured),
        _truth(figures),
        _repeat(measured),
    )
    return "\n".join(parts)


def _head(figures: Figures) -> str:
    real = [each for each in figures.measured if each.group in REAL]
    same = sum(len(each.truth.pairs) for each in real)
    tools = len({each.pair.tool.name for each in real})
    return f"""# How well matching does

<!-- Written by `./m . /integrates/back/bench matching`: change that, not this. -->

Whether a result of a report is a weakness that is known already decides what is closed and what is
opened. How often that is right is measured, with {len(real)} pairs of releases of public packages
and {tools} tools: {same:,} results are the same on both sides. The two source trees alone tell who
is who. Measured on {figures.day.isoformat()}.

**Precision** is the share of a method's pairs that are right, **recall** the share of the right
pairs that it found. **Closed** counts weaknesses that are still there and would be closed,
**merged** pairs of two that are not the same.
"""


def _goals(figures: Figures) -> str:
    rows = [
        (goal.what, goal.asked, goal.found, "met" if goal.is_met else "**missed**")
        for goal in goals(figures.measured, figures.timed)
    ]
    ratio = figures.timed.alone / figures.timed.read
    sketched = figures.timed.sketched / figures.timed.read
    table = _table(("", "goal", "measured", ""), rows)
    return f"""## Goals

{table}
Matching takes {ratio:.0f} times as long as Python's JSON reader takes for the report,
{sketched:.0f} times with sketches.
"""


def _methods(measured: Sequence[Measured]) -> str:
    rows = [
        (
            _strong(method),
            _cell(summed(measured, REAL, method, quoted=True, of=quotes_code)),
            _cell(summed(measured, REAL, method, quoted=False)),
            _cell(summed(measured, SHUFFLED, method, quoted=True)),
        )
        for method in METHODS
    ]
    heads = ("method", "real releases, code quoted", "real releases, none quoted", "shuffled")
    return f"""## Methods

Precision / recall, closed, merged. The first column holds the tools that quote code in their
reports, the second all tools with their quotes taken away. Shuffled are the functions of a release,
as the tools report it, also at once with a step to the next release.

{_table(heads, rows)}"""


def _untouched(measured: Sequence[Measured]) -> str:
    rows = [
        (
            _strong(method),
            *(_lost(summed(measured, [group], method, quoted=True)) for group in UNTOUCHED),
        )
        for method in METHODS
    ]
    true = (summed(measured, [group], WITH, quoted=True).true for group in UNTOUCHED)
    heads = ("method", *(f"{group} ({n:,})" for group, n in zip(UNTOUCHED, true, strict=True)))
    return f"""## What changes no weakness

Closed, merged. Each first tree of a pair, scanned again as it is, in another order; with comments
put in throughout and a definition moved; with folders and files renamed; reformatted by another
style. Every result is still the same.

{_table(heads, rows)}"""


def _pairs(measured: Sequence[Measured]) -> str:
    rows = [
        (
            each.pair.called,
            _tools(each),
            each.pair.what,
            f"{each.old:,} / {each.new:,}",
            f"{len(each.truth.pairs):,}",
            f"{len(each.truth.aside_old)} / {len(each.truth.aside_new)}",
            _short(each.scores[WITHOUT, True]),
            _short(each.scores[WITH, True]),
        )
        for each in measured
        if each.group in REAL
    ]
    heads = ("releases", "tool", "", "results", "same", "set aside", "report alone", "sketches")
    return f"""## Releases

Results of before and of now; how many are the same, and how many were set aside on either side, as
the trees do not tell whether they are. Then precision / recall.

{_table(heads, rows)}"""


def _open(measured: Sequence[Measured]) -> str:
    lost = [one for each in measured for one in each.lost]
    closed = sum(each.is_closed for each in lost)
    rows = [
        (
            f"{each.pair.called}{_in_group(each)}",
            each.rule,
            f"`{each.before}`",
            f"`{each.now}`",
            "closed" if each.is_closed else "another",
            _code(each.code),
        )
        for each in _spread(lost)
    ]
    heads = ("releases", "rule", "before", "now", "taken for", "line")
    return f"""## What stays open

With sketches, {len(lost):,} results of all trees were not known again as what they are: {closed:,}
would be closed, the rest were taken for another. Some of them:

{_table(heads, rows)}"""


def _truth(figures: Figures) -> str:
    return f"""## How truth is told

By the trees alone, without a look at fingerprints, snippets or sketches: git says which files were
renamed. Statements of Python are compared as they are parsed, function by function; lines of
other languages by git's shortest edit script, without white space. A result whose statement or line
is still there is the same one; where it was edited, the one result of its rule in the code most
like it, by far. What could be several, or may be another, is set aside: it counts neither for
nor against a method. In trees that are made from another, it is known where each line went.

{figures.checked.strip()}
"""


def _repeat(measured: Sequence[Measured]) -> str:
    tools = sorted(
        {tool.called for each in measured for tool in (each.pair.before, each.pair.tool)}
    )
    return f"""## How to repeat it

`./m . /integrates/back/bench matching` downloads the releases (each checked against its SHA-256)
and the tools into the user's cache, runs all and writes this page; it needs the registries of
Python and of npm, Node.js and git, and no account. With the name of a package it prints that one's
figures alone, with `--labels` a sample of what truth says.

Tools: {", ".join(tools)}. Semgrep runs with rules of our own, as its registry is another service.
"""


def _strong(method: str) -> str:
    return f"**{method}**" if method in (WITH, WITHOUT) else method


def _cell(score: Score) -> str:
    return f"{_short(score)}, {_lost(score)}"


def _lost(score: Score) -> str:
    return f"{score.closed:,}, {score.merged:,}"


def _short(score: Score) -> str:
    return f"{score.precision:.4f} / {score.recall:.4f}"


def _tools(measured: Measured) -> str:
    before, now = measured.pair.before, measured.pair.tool
    return now.name if before is now else f"{before.called} to {now.version}"


def _in_group(lost: Lost) -> str:
    return "" if lost.group in REAL else f", {lost.group}"


def _code(line: str) -> str:
    kept = line if len(line) <= _MOST_CODE else f"{line[:_MOST_CODE]}…"
    kept = kept.replace("|", "\\|").replace("`", "'")
    return f"`{kept}`" if kept else ""


def _spread(lost: Sequence[Lost]) -> Sequence[Lost]:
    """Return some of them, evenly from all."""
    step = max(1, len(lost) // _EXAMPLES)
    return lost[::step][:_EXAMPLES]


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (heads, ["---"] * len(heads), *rows)
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)
