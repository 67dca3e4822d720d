"""CVSS vectors: the only user of the ``cvss`` package."""

from dataclasses import dataclass
from typing import Final

from cvss import CVSS3, CVSS4, CVSSError

_LONGEST: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    vector: str
    score: float


def scored_v3(vector: str) -> Scored | None:
    """Return the vector in canonical order with its base score; ``None`` if it is not 3.x."""
    if not vector.startswith(("CVSS:3.0/", "CVSS:3.1/")) or len(vector) > _LONGEST:
        return None
    try:
        parsed = CVSS3(vector)
    except CVSSError:
        return None
    return Scored(vector=parsed.clean_vector(), score=float(parsed.base_score))


def scored_v4(vector: str) -> Scored | None:
    """Return the vector in canonical order with its score; ``None`` if it is not 4.0."""
    if not vector.startswith("CVSS:4.0/") or len(vector) > _LONGEST:
        return None
    try:
        parsed = CVSS4(vector)
    except CVSSError:
        return None
    return Scored(vector=parsed.clean_vector(), score=float(parsed.base_score))
