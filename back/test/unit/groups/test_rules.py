"""What the business allows of groups."""

import string
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db_model.groups.types import GroupStatus, Service, Subscription, Tier, UpdateReason
from db_model.organizations.types import (
    Organization,
    OrganizationState,
    OrganizationStatus,
    OwnPolicies,
    Policies,
)
from db_model.types import Email, GroupName, OrganizationId
from errors import AppError
from groups.errors import SquadNeedsMachine, TagNotFound
from groups.rules import (
    group_from,
    name_from,
    policies_of,
    service_account,
    with_services,
    with_tags,
    without_tag,
)
from groups.types import NewGroup, NewServices
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
DELETED = GroupStatus.DELETED
NEW = NewGroup(name="NewGroup", description="What it is about")
TAGS = st.lists(st.text("aZ0-_", max_size=4), max_size=6)
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


def test_each_policy_is_the_groups_own_else_that_of_its_organization() -> None:
    group = group_from(NEW, ORGANIZATION, by=BY, at=AT)
    own = OwnPolicies(max_number_acceptances=3)

    assert policies_of(group, ORGANIZATION) == ORGANIZATION.policies
    assert policies_of(replace(group, policies=own), ORGANIZATION) == Policies(
        max_acceptance_days=30, max_number_acceptances=3
    )


@given(first=TAGS, second=TAGS)
def test_tags_only_grow_and_only_by_words_of_small_letters(
    first: list[str], second: list[str]
) -> None:
    group = group_from(NEW, ORGANIZATION, by=BY, at=AT)
    for tags in (first, second):
        before = group
        try:
            group = with_tags(group, tags, by=BY, at=AT)
        except AppError:
            continue
        added = group.state.tags - before.state.tags
        assert before.state.tags < group.state.tags
        assert added <= set(tags)
        assert all(set(tag) <= set(string.ascii_lowercase + string.digits + "-") for tag in added)
        assert not any(tag.startswith("-") or tag.endswith("-") for tag in added)


@given(tags=TAGS)
def test_a_tag_that_was_put_on_can_be_taken_off(tags: list[str]) -> None:
    group = group_from(NEW, ORGANIZATION, by=BY, at=AT)
    try:
        tagged = with_tags(group, tags, by=BY, at=AT)
    except AppError:
        return
    for tag in sorted(tagged.state.tags):
        tagged = without_tag(tagged, tag, by=BY, at=AT)
        with pytest.raises(TagNotFound):
            without_tag(tagged, tag, by=BY, at=AT)

    assert tagged == group


@given(
    has_asm=st.booleans(),
    served=st.tuples(st.booleans(), st.booleans()),
    before=st.sampled_from(Subscription),
    after=st.sampled_from(Subscription),
    service=st.none() | st.sampled_from(Service),
)
def test_services_are_as_they_were_asked_for_or_refused(
    *,
    has_asm: bool,
    served: tuple[bool, bool],
    before: Subscription,
    after: Subscription,
    service: Service | None,
) -> None:
    has_machine, has_squad = served
    asked = replace(NEW, subscription=before, service=Service.WHITE)
    group = group_from(asked, ORGANIZATION, by=BY, at=AT)
    new = NewServices(
        subscription=after,
        has_asm=has_asm,
        has_machine=has_machine,
        has_squad=has_squad,
        reason=UpdateReason.NONE,
        comments="",
        service=service,
    )
    refused = (has_squad and not (has_asm and has_machine)) or (
        after is Subscription.ONESHOT and before is Subscription.CONTINUOUS
    )

    try:
        state = with_services(group, new, by=BY, at=AT).state
    except AppError:
        assert refused
        return
    assert not refused
    if not has_asm:
        assert (state.status, state.has_machine, state.has_squad) == (DELETED, False, False)
        return
    assert (state.type, state.has_machine, state.has_squad) == (after, has_machine, has_squad)
    assert state.service is (service or Service.WHITE)


@given(text=st.text(string.ascii_lowercase + string.digits, min_size=4, max_size=20))
def test_the_account_of_an_agent_is_an_address_of_its_groups_own(text: str) -> None:
    account = service_account(GroupName(text))

    assert email(account) == account
    assert text in account
