"""What a group has, and what a role may do."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authz.policy import GROUP, ORGANIZATION, PLATFORM, Action, Attribute, allowed, attributes
from authz.policy.tables import table
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
from db_model.stakeholders.types import PlatformRole
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


def test_an_administrator_may_do_all_but_decide_for_those_whose_risk_it_is() -> None:
    group = GROUP.keys() - allowed(GROUP, frozenset({GroupRole.ADMIN}))
    organization = ORGANIZATION.keys() - allowed(ORGANIZATION, frozenset({OrganizationRole.ADMIN}))

    assert group == {
        Action.ADD_FORCES_EXECUTION,
        Action.GRANT_PLATFORM_USER,
        Action.HANDLE_COMMENT_SCOPE,
        Action.HANDLE_VULNERABILITIES_ACCEPTANCE,
        Action.REMOVE_VULNERABILITY_TAGS,
        Action.SEE_DROPDOWN_TO_CONFIRM_ZERO_RISK,
        Action.SEE_DROPDOWN_TO_REJECT_ZERO_RISK,
        Action.SEND_ASSIGNED_NOTIFICATION,
        Action.UPDATE_VULNERABILITIES_TREATMENT,
        Action.UPDATE_VULNERABILITY_TREATMENT,
        Action.VALID_ASSIGNED,
    }
    assert organization == {
        Action.ADD_ORGANIZATION_FINDING_POLICY,
        Action.DEACTIVATE_ORGANIZATION_FINDING_POLICY,
        Action.HANDLE_ORGANIZATION_FINDING_POLICY_ACCEPTANCE,
        Action.SUBMIT_ORGANIZATION_FINDING_POLICY,
    }
    assert allowed(PLATFORM, frozenset({PlatformRole.ADMIN})) == PLATFORM.keys()


@pytest.mark.parametrize(
    "rows",
    [
        [("ad us", Action.ADD_GROUP)],
        [("us ad ..", Action.ADD_GROUP)],
        [("ad .. xx", Action.ADD_GROUP)],
        [(".. .. ..", Action.ADD_GROUP)],
        [("ad .. ..", Action.ADD_GROUP), ("ad ha ..", Action.ADD_GROUP)],
    ],
)
def test_a_row_that_does_not_keep_to_the_columns_is_none(rows: list[tuple[str, Action]]) -> None:
    columns = {"ad": PlatformRole.ADMIN, "ha": PlatformRole.HACKER, "us": PlatformRole.USER}

    with pytest.raises(ValueError, match="policy"):
        table(columns, rows)


def test_every_action_is_in_a_table() -> None:
    assert GROUP.keys() | ORGANIZATION.keys() | PLATFORM.keys() == set(Action)
