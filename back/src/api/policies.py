"""Policies as the arguments of mutations give them."""

from typing import NotRequired, TypedDict

from db_model.organizations.types import OwnPolicies


class PolicyArguments(TypedDict):
    max_acceptance_days: NotRequired[int | None]
    max_acceptance_severity: NotRequired[float | None]
    max_number_acceptances: NotRequired[int | None]
    min_acceptance_severity: NotRequired[float | None]
    min_breaking_severity: NotRequired[float | None]
    vulnerability_grace_period: NotRequired[int | None]


def policies(given: PolicyArguments) -> OwnPolicies:
    """Return the policies that were given; null is as good as not given."""
    return OwnPolicies(
        max_acceptance_days=given.get("max_acceptance_days"),
        max_acceptance_severity=given.get("max_acceptance_severity"),
        max_number_acceptances=given.get("max_number_acceptances"),
        min_acceptance_severity=given.get("min_acceptance_severity"),
        min_breaking_severity=given.get("min_breaking_severity"),
        vulnerability_grace_period=given.get("vulnerability_grace_period"),
    )
