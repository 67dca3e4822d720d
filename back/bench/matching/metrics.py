"""How well a method does: counts over pairs of results that it takes for one."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from matching.truth.types import Truth

# One label a result: results of one label are one weakness to the method.
Labels: TypeAlias = tuple[Sequence[Hashable], Sequence[Hashable]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """``told`` are the pairs that a method made and truth can judge, ``right`` those that are so.

    ``true`` are the pairs of truth, ``closed`` the old ones of them that the method knows in
    no result (wrongly closed), ``merged`` the pairs that it made and are not so.
    """

    told: int = 0
    right: int = 0
    true: int = 0
    closed: int = 0

    @property
    def merged(self) -> int:
        return self.told - self.right

    @property
    def precision(self) -> float:
        return self.right / self.told if self.told else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.true if self.true else 1.0

    def __add__(self, other: "Score") -> "Score":
        return Score(
            told=self.told + other.told,
            right=self.right + other.right,
            true=self.true + other.true,
            closed=self.closed + other.closed,
        )


def scored(labels: Labels, truth: Truth) -> Score:
    """Count a method's pairs against truth; pairs of two that were set aside count for nothing."""
    old, new = labels
    now = Counter(new)
    aside = Counter(new[index] for index in truth.aside_new)
    made = sum(now[label] for label in old)
    unjudged = sum(aside[old[index]] for index in truth.aside_old)
    return Score(
        told=made - unjudged,
        right=sum(old[one] == new[other] for one, other in truth.pairs.items()),
        true=len(truth.pairs),
        closed=sum(now[old[one]] == 0 for one in truth.pairs),
    )


def total(scores: Iterable[Score]) -> Score:
    return sum(scores, Score())


def wrong(labels: Labels, truth: Truth) -> Mapping[int, int]:
    """Return the old ones that the method lost, each with the new one that it is."""
    old, new = labels
    return {one: other for one, other in truth.pairs.items() if old[one] != new[other]}
