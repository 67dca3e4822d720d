"""Scores of many cases as one, and which goals they meet."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from matching.cases import Group
from matching.measuring import WITH, WITHOUT, Measured
from matching.metrics import Score, total
from matching.timing import MOST_SECONDS, RESULTS, Timed

REAL: Final = (Group.REAL, Group.UPGRADED)
SHUFFLED: Final = (Group.SHUFFLED, Group.BOTH)
UNTOUCHED: Final = (Group.RERUN, Group.MOVED, Group.RENAMED, Group.REFORMATTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    what: str
    asked: str
    found: str
    is_met: bool


def any_tool(_: Measured) -> bool:
    return True


def quotes_code(measured: Measured) -> bool:
    return measured.pair.tool.has_snippets


def summed(
    measured: Iterable[Measured],
    groups: Collection[Group],
    method: str,
    *,
    quoted: bool,
    of: Callable[[Measured], bool] = any_tool,
) -> Score:
    """Return the score of a method over the cases of some groups.

    ``quoted`` tells whether reports quote code as their tools do, or none at all.
    """
    return total(
        each.scores[method, quoted] for each in measured if each.group in groups and of(each)
    )


def goals(measured: Collection[Measured], timed: Timed) -> tuple[Goal, ...]:
    closed = summed(measured, UNTOUCHED, WITH, quoted=True).closed
    slowest = max(timed.alone, timed.sketched)
    return (
        _goal("with sketches, real releases", summed(measured, REAL, WITH, quoted=True), 0.997),
        _goal(
            "with sketches, real releases, no code quoted",
            summed(measured, REAL, WITH, quoted=False),
            0.997,
        ),
        _goal(
            "with sketches, functions shuffled", summed(measured, SHUFFLED, WITH, quoted=True), 0.99
        ),
        _goal(
            "report alone, real releases, code quoted",
            summed(measured, REAL, WITHOUT, quoted=True, of=quotes_code),
            0.97,
        ),
        Goal(
            what="with sketches: closed by a re-run, a move, a rename or a reformat",
            asked="0",
            found=f"{closed}",
            is_met=closed == 0,
        ),
        Goal(
            what=f"{RESULTS:,} results matched with {RESULTS:,}, one core",
            asked=f"< {MOST_SECONDS:.0f} s",
            found=f"{timed.alone:.2f} s; with sketches {timed.sketched:.2f} s",
            is_met=slowest < MOST_SECONDS,
        ),
    )


def _goal(what: str, score: Score, least: float) -> Goal:
    return Goal(
        what=what,
        asked=f"precision and recall >= {least}",
        found=f"{score.precision:.4f}, {score.recall:.4f}",
        is_met=min(score.precision, score.recall) >= least,
    )
