"""How severe a rule is: by its CVSS vectors, else by a number, else by its level."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from findings.rules.severity import scored_v3, scored_v4
from findings.types import Scored
from imports.formats.json_values import Node
from imports.reports import Level

SCORES: Final = {Level.ERROR: 7.5, Level.WARNING: 5.0, Level.NOTE: 2.5}
# Words of tools; those that a level has no room for have a number as well.
WORDS: Final = {
    "critical": (Level.ERROR, 9.5),
    "high": (Level.ERROR, None),
    "error": (Level.ERROR, None),
    "important": (Level.ERROR, None),
    "medium": (Level.WARNING, None),
    "moderate": (Level.WARNING, None),
    "warning": (Level.WARNING, None),
    "low": (Level.NOTE, None),
    "note": (Level.NOTE, None),
    "negligible": (Level.NOTE, 0.1),
    "info": (Level.NOTE, 0.1),
    "information": (Level.NOTE, 0.1),
    "informational": (Level.NOTE, 0.1),
    "none": (Level.NOTE, 0.1),
}
_HIGHEST: Final = Decimal(10)
_DEEPEST: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What a property bag says of severity; ``None`` where it says nothing."""

    v3: Scored | None = None
    v4: Scored | None = None
    number: float | None = None


UNRATED: Final = Rating()


def rating_of(properties: Node) -> Rating:
    if not properties:
        return UNRATED
    vectors = {
        text
        for key, value in properties.items()
        if "cvss" in key.casefold()
        for text in _texts(value, _DEEPEST)
    }
    return Rating(
        v3=_worst(map(_v3, vectors)),
        v4=_worst(map(_v4, vectors)),
        number=_number(properties.get("security-severity")),
    )


def level_of_word(word: str) -> Level:
    """Return the level that a tool's word for a severity means; ``WARNING`` for unknown ones."""
    return WORDS.get(word.strip().casefold(), (Level.WARNING, None))[0]


def rating_from(vectors: Iterable[str], *, number: object = None, word: str = "") -> Rating:
    """Return the rating by vectors, else by a score from 0 to 10, else by a tool's word."""
    rating = rating_of({"cvss": list(vectors), "security-severity": number})
    if rating != UNRATED:
        return rating
    return Rating(number=WORDS.get(word.strip().casefold(), (Level.WARNING, None))[1])


def worse(one: Rating, other: Rating) -> Rating:
    """Return the worse of each part, whichever comes first."""
    if other == UNRATED:
        return one
    numbers = [each.number for each in (one, other) if each.number is not None]
    return Rating(
        v3=_worst((one.v3, other.v3)),
        v4=_worst((one.v4, other.v4)),
        number=max(numbers, default=None),
    )


def score_of(rating: Rating, level: Level) -> float:
    if rating.v3 is not None:
        return rating.v3.score
    if rating.v4 is not None:
        return rating.v4.score
    return SCORES[level] if rating.number is None else rating.number


# A report has few vectors, many times, and reading one takes longer than the rest of a result.
_v3 = lru_cache(maxsize=1024)(scored_v3)
_v4 = lru_cache(maxsize=1024)(scored_v4)


def _worst(scored: Iterable[Scored | None]) -> Scored | None:
    found = [each for each in scored if each is not None]
    return max(found, key=lambda each: (each.score, each.vector), default=None)


def _texts(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif depth and isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each, depth - 1)


def _number(value: Any) -> float | None:
    """Return a score from 0 to 10; tools write it as text or as a number."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return float(number) if number.is_finite() and 0 <= number <= _HIGHEST else None
