"""What people see of a finding, and what may be asked of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """DRAFT until a vulnerability is released; then VULNERABLE while one is open."""

    DRAFT = "DRAFT"
    SAFE = "SAFE"
    VULNERABLE = "VULNERABLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A vector of CVSS in canonical order, and its score."""

    vector: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """What people write of a finding; ``requirements`` are those that it fails, if told."""

    title: str
    description: str
    threat: str
    attack_vector_description: str
    recommendation: str
    requirements: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A severity as somebody gives it: a vector, or else a number a metric, by its short name."""

    vector: str | None
    metrics: Mapping[str, str | float]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFinding:
    """A finding as somebody asks for it."""

    texts: Texts
    rating: Rating
    min_time_to_remediate: int | None = None
