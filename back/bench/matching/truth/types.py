"""What the two trees tell: who is who, and of whom that cannot be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Place: TypeAlias = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """``pairs`` lead from the index of an old result to that of the new one, one-to-one.

    ``aside_old`` and ``aside_new`` are those that could be the same as others, or not; the
    rest of the old is gone, the rest of the new is new.
    """

    pairs: Mapping[int, int]
    aside_old: frozenset[int] = frozenset()
    aside_new: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A statement's head or a line: what is known again as a whole.

    ``scope`` are the names around it in its file; ``key`` is the same for what says the same;
    ``text`` is its code without white space.
    """

    path: str
    scope: str
    key: str
    text: str
    start: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapped:
    """Which unit of now is which of before; those that are ``unsure`` could be others as well.

    ``areas`` name the stretch of code in which a unit of either side was edited, if it was.
    """

    units: Mapping[Unit, Unit]
    unsure: frozenset[Unit]
    areas: Mapping[Unit, str]
