"""What the business allows of organizations."""

import string
from dataclasses import fields, replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db_model.organizations.types import (
    Organization,
    OrganizationState,
    OrganizationStatus,
    OwnPolicies,
    Policies,
)
from db_model.types import Email, OrganizationId
from errors import AppError
from organizations.errors import AcceptanceSeveritiesCrossed, InvalidEmailDomain, InvalidName
from organizations.rules import (
    country_from,
    laid_over,
    name_from,
    not_crossed,
    policies_from,
    with_policies,
)
from organizations.types import MemberPolicies
from texts.errors import InvalidLength

pytestmark = pytest.mark.not_changes_db

AT = datetime(2026, 3, 2, tzinfo=UTC)
BY = Email("builder@example.com")
ORGANIZATION = Organization(
    id=OrganizationId("ORG#acme"),
    name="acme",
    country="Peru",
    created_by=BY,
    created_at=AT,
    state=OrganizationState(status=OrganizationStatus.ACTIVE, modified_by=BY, modified_at=AT),
    version=1,
)
NUMBERS = st.none() | st.integers(-2, 40)
SCORES = st.none() | st.floats(-1, 11)
OWN = st.builds(
    OwnPolicies,
    max_acceptance_days=NUMBERS,
    max_acceptance_severity=SCORES,
    max_number_acceptances=NUMBERS,
    min_acceptance_severity=SCORES,
    min_breaking_severity=SCORES,
    vulnerability_grace_period=NUMBERS,
)


@given(
    text=st.text(string.ascii_letters, min_size=4, max_size=20), around=st.text(" \t", max_size=3)
)
def test_a_name_of_letters_is_kept_in_lower_case(text: str, around: str) -> None:
    assert name_from(f"{around}{text}{around}") == text.lower()


@given(text=st.text())
def test_a_name_that_is_kept_is_four_to_twenty_letters(text: str) -> None:
    try:
        name = name_from(text)
    except AppError:
        return
    assert 4 <= len(name) <= 20
    assert set(name) <= set(string.ascii_lowercase)


def test_the_length_is_looked_at_before_the_letters() -> None:
    with pytest.raises(InvalidLength):
        name_from("a1")
    with pytest.raises(InvalidName):
        name_from("abc1")


@given(text=st.text(string.ascii_letters + " ", max_size=70))
def test_a_country_that_is_kept_is_filled_and_short(text: str) -> None:
    try:
        country = country_from(text)
    except AppError:
        assert not 1 <= len(text.strip()) <= 60
    else:
        assert country == text.strip()


@given(asked=OWN)
def test_policies_that_are_kept_are_in_their_ranges_and_scores_have_a_decimal(
    asked: OwnPolicies,
) -> None:
    try:
        kept = policies_from(asked)
    except AppError:
        return
    for field in fields(kept):
        value, was = getattr(kept, field.name), getattr(asked, field.name)
        assert (value is None) == (was is None)
        if isinstance(value, float):
            assert 0.0 <= value <= 10.0
            assert value == round(was, 1)
        elif value is not None:
            assert value == was >= 0


@given(first=OWN, second=OWN)
def test_what_is_laid_over_holds_and_what_it_leaves_open_stays(
    first: OwnPolicies, second: OwnPolicies
) -> None:
    own = laid_over(first, second)

    for field in fields(OwnPolicies):
        above, below = getattr(second, field.name), getattr(first, field.name)
        assert getattr(own, field.name) == (below if above is None else above)
    assert laid_over(Policies(), own) == laid_over(laid_over(Policies(), first), second)


@pytest.mark.parametrize(("least", "most"), [(0.0, 0.0), (3.9, 4.0), (10.0, 10.0)])
def test_a_lowest_score_may_be_as_high_as_the_highest(least: float, most: float) -> None:
    policies = Policies(min_acceptance_severity=least, max_acceptance_severity=most)

    assert not_crossed(policies) == policies


@given(asked=OWN, inactivity_period=st.none() | st.integers(0, 100))
def test_an_organization_changes_only_its_policies_or_not_at_all(
    asked: OwnPolicies, inactivity_period: int | None
) -> None:
    try:
        now = with_policies(
            ORGANIZATION, asked, MemberPolicies(inactivity_period=inactivity_period), by=BY, at=AT
        )
    except AppError:
        return

    plain = replace(now.policies, modified_by=None, modified_at=None)
    assert replace(now, policies=ORGANIZATION.policies) == ORGANIZATION
    assert (now == ORGANIZATION) == (plain == ORGANIZATION.policies)
    assert plain.inactivity_period == (inactivity_period or 90) >= 21
    assert plain.min_acceptance_severity <= plain.max_acceptance_severity


def test_a_lowest_score_above_the_highest_is_told() -> None:
    asked = OwnPolicies(min_acceptance_severity=4.0, max_acceptance_severity=3.9)

    with pytest.raises(AcceptanceSeveritiesCrossed):
        with_policies(ORGANIZATION, asked, MemberPolicies(), by=BY, at=AT)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ((), ()),
        ((" Example.COM", "acme.io", "example.com"), ("acme.io", "example.com")),
        (("a-b.co.uk",), ("a-b.co.uk",)),
    ],
)
def test_domains_are_kept_in_lower_case_each_once(
    given: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    members = MemberPolicies(allowed_email_domains=given)

    now = with_policies(ORGANIZATION, OwnPolicies(), members, by=BY, at=AT)

    assert now.policies.allowed_email_domains == kept


@pytest.mark.parametrize(
    "bad", ["", "com", "@example.com", "a b.com", "-a.com", "a..com", "*.example.com", "a.com\n.x"]
)
def test_what_is_no_domain_is_refused(bad: str) -> None:
    members = MemberPolicies(allowed_email_domains=("example.com", bad))

    with pytest.raises(InvalidEmailDomain):
        with_policies(ORGANIZATION, OwnPolicies(), members, by=BY, at=AT)


def test_more_domains_than_there_may_be_are_refused() -> None:
    members = MemberPolicies(allowed_email_domains=tuple(f"a{n}.com" for n in range(51)))

    with pytest.raises(InvalidEmailDomain):
        with_policies(ORGANIZATION, OwnPolicies(), members, by=BY, at=AT)
