"""What the business allows of groups."""

import string
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db_model.groups.types import GroupStatus, Service, Subscription, Tier
from db_model.organizations.types import (
    Organization,
    OrganizationState,
    OrganizationStatus,
    Policies,
)
from db_model.types import Email, GroupName, OrganizationId
from errors import AppError
from groups.errors import SquadNeedsMachine
from groups.rules import group_from, name_from, policies_of, service_account
from groups.types import NewGroup
from texts.rules import email

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
    policies=Policies(max_acceptance_days=30),
    version=1,
)
NEW = NewGroup(name="NewGroup", description="What it is about")
NEWS = st.builds(
    replace,
    st.just(NEW),
    subscription=st.sampled_from(Subscription),
    service=st.none() | st.sampled_from(Service),
    has_machine=st.booleans(),
    has_squad=st.booleans(),
)


@given(text=st.text())
def test_a_name_that_is_kept_is_four_to_twenty_letters_and_digits(text: str) -> None:
    try:
        name = name_from(text)
    except AppError:
        return
    assert 4 <= len(name) <= 20
    assert set(name) <= set(string.ascii_lowercase + string.digits)
    assert name_from(name) == name


@given(new=NEWS)
def test_a_group_is_as_it_was_asked_for(new: NewGroup) -> None:
    if new.has_squad and not new.has_machine:
        with pytest.raises(SquadNeedsMachine):
            group_from(new, ORGANIZATION, by=BY, at=AT)
        return

    state = group_from(new, ORGANIZATION, by=BY, at=AT).state

    usual = Service.WHITE if new.subscription is Subscription.CONTINUOUS else Service.BLACK
    assert state.status is GroupStatus.ACTIVE
    assert (state.type, state.service) == (new.subscription, new.service or usual)
    assert (state.has_machine, state.has_squad) == (new.has_machine, new.has_squad)


@pytest.mark.parametrize(
    ("changes", "tier"),
    [
        ({}, Tier.FREE),
        ({"has_machine": True}, Tier.MACHINE),
        ({"has_machine": True, "has_squad": True}, Tier.SQUAD),
        (
            {"has_machine": True, "has_squad": True, "subscription": Subscription.ONESHOT},
            Tier.ONESHOT,
        ),
    ],
)
def test_the_tier_follows_from_the_services(changes: dict[str, bool], tier: Tier) -> None:
    new = replace(NEW, **changes)  # type: ignore[arg-type]  # rows of a table

    assert group_from(new, ORGANIZATION, by=BY, at=AT).state.tier is tier


def test_policies_are_the_groups_own_else_those_of_its_organization() -> None:
    group = group_from(NEW, ORGANIZATION, by=BY, at=AT)
    own = Policies(max_acceptance_days=3)

    assert policies_of(group, ORGANIZATION) == ORGANIZATION.policies
    assert policies_of(replace(group, policies=own), ORGANIZATION) == own


@given(text=st.text(string.ascii_lowercase + string.digits, min_size=4, max_size=20))
def test_the_account_of_an_agent_is_an_address_of_its_groups_own(text: str) -> None:
    account = service_account(GroupName(text))

    assert email(account) == account
    assert text in account
