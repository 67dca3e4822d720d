"""What a group has, and what a role may do."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authz.policy import GROUP, ORGANIZATION, PLATFORM, Action, Attribute, allowed, attributes
from db_model.access.types import GroupRole, OrganizationRole
from db_model.groups.types import (
    Group,
    GroupState,
    GroupStatus,
    Language,
    Managed,
    Service,
    Subscription,
    Tier,
)
from db_model.types import Email, GroupName, OrganizationId

pytestmark = pytest.mark.not_changes_db

AT = datetime(2026, 3, 2, tzinfo=UTC)
BY = Email("builder@example.com")
STATE = GroupState(
    status=GroupStatus.ACTIVE,
    type=Subscription.CONTINUOUS,
    service=Service.WHITE,
    has_machine=True,
    has_squad=True,
    tier=Tier.SQUAD,
    managed=Managed.MANAGED,
    modified_by=BY,
    modified_at=AT,
)
STATES = st.builds(
    replace,
    st.just(STATE),
    status=st.sampled_from(GroupStatus),
    type=st.sampled_from(Subscription),
    service=st.sampled_from(Service),
    has_machine=st.booleans(),
    has_squad=st.booleans(),
)


def _group(state: GroupState) -> Group:
    return Group(
        name=GroupName("acmegroup"),
        organization_id=OrganizationId("ORG#acme"),
        description="A group",
        language=Language.EN,
        created_by=BY,
        created_at=AT,
        state=state,
        sprint_start_at=AT,
        version=1,
    )


@given(state=STATES)
def test_a_group_that_is_not_active_has_nothing_but_how_it_is_tested(state: GroupState) -> None:
    held = attributes(_group(replace(state, status=GroupStatus.DELETED)))

    assert held <= {Attribute.CONTINUOUS}


@given(state=STATES)
def test_a_group_shows_either_its_outside_or_its_source(state: GroupState) -> None:
    held = attributes(_group(replace(state, status=GroupStatus.ACTIVE)))

    assert Attribute.ASM in held
    assert (Attribute.WHITE in held) != (Attribute.BLACK in held)
    assert (Attribute.FORCES in held) == (Attribute.CONTINUOUS in held)
    assert (Attribute.SQUAD in held) == state.has_squad


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({}, {Attribute.BLACK}),
        ({"service": Service.BLACK}, {Attribute.WHITE}),
        ({"type": Subscription.ONESHOT}, {Attribute.BLACK, Attribute.CONTINUOUS, Attribute.FORCES}),
        ({"has_squad": False}, {Attribute.BLACK, Attribute.SQUAD}),
        (
            {"has_squad": False, "has_machine": False},
            {Attribute.BLACK, Attribute.SQUAD, Attribute.REPORT, Attribute.ZERO_RISK},
        ),
    ],
)
def test_attributes_follow_from_the_state(
    changes: Mapping[str, bool], missing: set[Attribute]
) -> None:
    held = attributes(_group(replace(STATE, **changes)))  # type: ignore[arg-type]  # rows of a table

    assert set(Attribute) - held == missing


@given(roles=st.frozensets(st.sampled_from(GroupRole)), more=st.sampled_from(GroupRole))
def test_a_role_more_never_takes_a_right_away(roles: frozenset[GroupRole], more: GroupRole) -> None:
    assert allowed(GROUP, roles) <= allowed(GROUP, roles | {more})


def test_who_has_no_role_may_do_nothing() -> None:
    assert allowed(GROUP, frozenset()) == frozenset()
    assert allowed(ORGANIZATION, frozenset()) == frozenset()
    assert allowed(PLATFORM, frozenset()) == frozenset()


def test_an_administrator_may_do_all_that_anybody_may() -> None:
    assert allowed(GROUP, frozenset({GroupRole.ADMIN})) == GROUP.keys()
    assert allowed(ORGANIZATION, frozenset({OrganizationRole.ADMIN})) == ORGANIZATION.keys()


@pytest.mark.parametrize("table", [GROUP, ORGANIZATION, PLATFORM])
def test_every_action_of_a_table_is_allowed_to_somebody(
    table: Mapping[Action, frozenset[StrEnum]],
) -> None:
    assert [action for action, roles in table.items() if not roles] == []


def test_every_action_is_in_a_table() -> None:
    assert GROUP.keys() | ORGANIZATION.keys() | PLATFORM.keys() == set(Action)
