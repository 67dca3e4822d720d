"""The metrics of CVSS 3.1 as the API asks for them, with the numbers of a vector."""

from typing import Final

# AV:N AC:L PR:L UI:N S:C C:H I:L A:N E:P RL:O RC:C CR:H IR:X AR:L, and nothing modified.
NUMBERS: Final = {
    "attackComplexity": 0.77,
    "attackVector": 0.85,
    "availabilityImpact": 0.0,
    "availabilityRequirement": 0.5,
    "confidentialityImpact": 0.56,
    "confidentialityRequirement": 1.5,
    "exploitability": 0.94,
    "integrityImpact": 0.22,
    "integrityRequirement": 1.0,
    "modifiedAttackComplexity": 0.0,
    "modifiedAttackVector": 0.0,
    "modifiedAvailabilityImpact": 0.0,
    "modifiedConfidentialityImpact": 0.0,
    "modifiedIntegrityImpact": 0.0,
    "modifiedPrivilegesRequired": 0.0,
    "modifiedSeverityScope": 0.0,
    "modifiedUserInteraction": 0.0,
    "privilegesRequired": 0.68,
    "remediationLevel": 0.95,
    "reportConfidence": 1.0,
    "severityScope": 1.0,
    "userInteraction": 0.85,
}
VECTOR_OF_NUMBERS: Final = "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:H/I:L/A:N/E:P/RL:O/CR:H/AR:L"
EVERY_NUMBER: Final = " ".join(NUMBERS)


def declared(type_: str) -> str:
    """Return the declarations of a variable a metric."""
    return " ".join(f"${name}: {type_}" for name in NUMBERS)


def passed() -> str:
    """Return what passes each variable on."""
    return " ".join(f"{name}: ${name}" for name in NUMBERS)
