"""What the business allows of organizations; pure."""

import re
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import datetime
from typing import Final, TypeVar

from db_model.organizations.types import Organization, OwnPolicies, Policies
from db_model.types import Email
from errors import Invalid
from organizations.errors import (
    AcceptanceSeveritiesCrossed,
    InvalidAcceptanceDays,
    InvalidAcceptances,
    InvalidAcceptanceSeverity,
    InvalidBreakingSeverity,
    InvalidEmailDomain,
    InvalidGracePeriod,
    InvalidInactivityPeriod,
    InvalidName,
)
from organizations.types import MemberPolicies
from texts.rules import filled, free, sized

P = TypeVar("P", Policies, OwnPolicies)

LEAST_INACTIVITY: Final = 21  # days
_HIGHEST: Final = 10.0  # score of CVSS
_MOST_DOMAINS: Final = 50
_DOMAIN: Final = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_NAME: Final = re.compile(r"[a-z]{4,20}")


def name_from(text: str) -> str:
    """Return the name that an organization called ``text`` is stored under.

    Raises:
        InvalidLength: it has not 4 to 20 characters.
        InvalidName: one of them is no letter.
    """
    name = sized(text.strip().lower(), least=4, most=20)
    if _NAME.fullmatch(name) is None:
        raise InvalidName
    return name


def country_from(text: str) -> str:
    """Return the country as it is stored.

    Raises:
        BlankText: there is nothing but white space.
        InvalidLength: it has more than 60 characters.
        InvalidCharacters: it is no free text.
    """
    return free(sized(filled(text.strip()), least=1, most=60), "country")


def policies_from(asked: OwnPolicies) -> OwnPolicies:
    """Return the policies that were ``asked`` for as they are stored: scores have one decimal.

    Raises:
        AppError: one of them is out of its range, as in ``organizations.errors``.
    """
    if (asked.max_acceptance_days or 0) < 0:
        raise InvalidAcceptanceDays
    if (asked.max_number_acceptances or 0) < 0:
        raise InvalidAcceptances
    if (asked.vulnerability_grace_period or 0) < 0:
        raise InvalidGracePeriod
    return replace(
        asked,
        max_acceptance_severity=_score(asked.max_acceptance_severity, InvalidAcceptanceSeverity),
        min_acceptance_severity=_score(asked.min_acceptance_severity, InvalidAcceptanceSeverity),
        min_breaking_severity=_score(asked.min_breaking_severity, InvalidBreakingSeverity),
    )


def laid_over(below: P, above: OwnPolicies) -> P:
    """Return ``below`` with everything that ``above`` says in its place."""
    said = {field.name: getattr(above, field.name) for field in fields(above)}
    return replace(below, **{name: value for name, value in said.items() if value is not None})


def not_crossed(policies: Policies) -> Policies:
    """Return ``policies`` if there is a score that they let be accepted.

    Raises:
        AcceptanceSeveritiesCrossed: the lowest is above the highest.
    """
    if policies.min_acceptance_severity > policies.max_acceptance_severity:
        raise AcceptanceSeveritiesCrossed
    return policies


def with_policies(
    organization: Organization,
    asked: OwnPolicies,
    members: MemberPolicies,
    *,
    by: Email,
    at: datetime,
) -> Organization:
    """Return ``organization`` with the policies ``asked`` for; the others stay as they are.

    Raises:
        InvalidInactivityPeriod: it is shorter than ``LEAST_INACTIVITY``.
        InvalidEmailDomain: one that is to be allowed is none, or there are more than 50.
        AppError: as ``policies_from`` and ``not_crossed`` do.
    """
    period = members.inactivity_period
    if period is not None and period < LEAST_INACTIVITY:
        raise InvalidInactivityPeriod
    was = organization.policies
    now = not_crossed(laid_over(was, policies_from(asked)))
    now = replace(now, inactivity_period=period or was.inactivity_period)
    if members.allowed_email_domains is not None:
        now = replace(now, allowed_email_domains=domains_from(members.allowed_email_domains))
    if now == was:
        return organization
    return replace(organization, policies=replace(now, modified_by=by, modified_at=at))


def domains_from(texts: Iterable[str]) -> tuple[str, ...]:
    """Return domains of e-mail addresses as they are stored: lower case, each once, sorted.

    Raises:
        InvalidEmailDomain: one is none, or there are more than 50.
    """
    domains = {text.strip().lower() for text in texts}
    if len(domains) > _MOST_DOMAINS or not all(map(_DOMAIN.fullmatch, domains)):
        raise InvalidEmailDomain
    return tuple(sorted(domains))


def _score(asked: float | None, refused: type[Invalid]) -> float | None:
    if asked is None:
        return None
    if not 0.0 <= asked <= _HIGHEST:
        raise refused
    return round(asked, 1)
