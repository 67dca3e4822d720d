"""The answers of mutations that have little else to tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from db_model.findings.types import Finding
from db_model.vulnerabilities.types import Vulnerability
from vulnerabilities.types import Outcome


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of one of many; ``message`` and ``code`` are those of the error it met."""

    id: str
    success: bool = True
    message: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Payload:
    """What was not done is an error instead, unless others of many were done."""

    success: bool = True
    results: tuple[BulkResult, ...] | None = None


@dataclass(frozen=True, slots=True)
class FindingPayload:
    """The finding as it stands after the change."""

    finding: Finding
    success: bool = True
    results: tuple[BulkResult, ...] | None = None


@dataclass(frozen=True, slots=True)
class VulnerabilityPayload:
    """The vulnerability as it stands after the change."""

    vulnerability: Vulnerability
    success: bool = True


DONE: Final = Payload()


def bulk(outcomes: Sequence[Outcome]) -> Payload:
    """Return the answer that tells what became of each."""
    results = tuple(map(_result, outcomes))
    return Payload(success=all(result.success for result in results), results=results)


def _result(outcome: Outcome) -> BulkResult:
    failure = outcome.failure
    if failure is None:
        return BulkResult(id=outcome.id)
    return BulkResult(id=outcome.id, success=False, message=failure.message, code=failure.code)
