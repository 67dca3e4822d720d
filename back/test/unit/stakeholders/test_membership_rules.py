"""What the business allows of memberships."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authz.policy import GROUP, ORGANIZATION, Action, allowed
from db_model.access.types import (
    GroupAccess,
    GroupRole,
    Membership,
    OrganizationAccess,
    OrganizationRole,
)
from db_model.types import Email, GroupName, OrganizationId
from errors import AppError
from stakeholders.errors import LastGroupManager, LastOrganizationManager, RoleNotGrantable
from stakeholders.rules.members import (
    PLATFORM,
    SERVICE_DOMAIN,
    group_role_from,
    heir,
    is_service_account,
    manages,
    member_email_from,
    organization_role_from,
    responsibility_from,
    successor,
)
from texts.errors import InvalidEmail

pytestmark = pytest.mark.not_changes_db

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
BY = Email("builder@example.com")
EMAILS = st.sampled_from(
    [Email(f"{name}@example.com") for name in "abcde"] + [Email(f"forces.a@{SERVICE_DOMAIN}")]
)
# Nobody has the virtual role of administrators; nobody may grant that of CI agents.
NEVER = {GroupRole.ADMIN, GroupRole.SERVICE_FORCES}
IN_GROUP = st.builds(
    GroupAccess,
    email=EMAILS,
    group_name=st.just(GroupName("acmegroup")),
    role=st.sampled_from(sorted(set(GroupRole) - {GroupRole.ADMIN})),
    granted_by=st.just(BY),
    granted_at=st.just(AT),
    responsibility=st.just("-"),
    has_access=st.booleans(),
    version=st.just(1),
)
IN_ORGANIZATION = st.builds(
    OrganizationAccess,
    email=EMAILS,
    organization_id=st.just(OrganizationId("ORG#acme")),
    role=st.sampled_from(sorted(set(OrganizationRole) - {OrganizationRole.ADMIN})),
    granted_by=st.just(BY),
    granted_at=st.just(AT),
    has_access=st.booleans(),
    version=st.just(1),
)
MEMBERS: st.SearchStrategy[tuple[Membership, list[Membership]]] = st.one_of(
    st.tuples(IN_GROUP, st.lists(IN_GROUP, max_size=5)),
    st.tuples(IN_ORGANIZATION, st.lists(IN_ORGANIZATION, max_size=5)),
)


@given(role=st.sampled_from(GroupRole), granting=st.sampled_from(GroupRole))
def test_a_role_in_a_group_is_granted_by_whose_actions_name_it(
    role: GroupRole, granting: GroupRole
) -> None:
    actions = allowed(GROUP, frozenset({granting}))

    if f"grant_group_level_role:{role}" in actions:
        assert group_role_from(role.name, actions) is role
        assert role not in NEVER
    else:
        with pytest.raises(RoleNotGrantable):
            group_role_from(role.name, actions)


@given(role=st.sampled_from(OrganizationRole), granting=st.sampled_from(OrganizationRole))
def test_a_role_in_an_organization_is_granted_by_whose_actions_name_it(
    role: OrganizationRole, granting: OrganizationRole
) -> None:
    actions = allowed(ORGANIZATION, frozenset({granting}))

    if f"grant_organization_level_role:{role}" in actions:
        assert organization_role_from(role.name, actions) is role
        assert role is not OrganizationRole.ADMIN
    else:
        with pytest.raises(RoleNotGrantable):
            organization_role_from(role.name, actions)


@given(name=st.text())
def test_no_other_name_is_a_role(name: str) -> None:
    everything = frozenset(Action)
    known = {role.value for role in GroupRole}

    if name.lower() not in known:
        with pytest.raises(RoleNotGrantable):
            group_role_from(name, everything)
        with pytest.raises(RoleNotGrantable):
            organization_role_from(name, everything)


@given(text=st.text())
def test_a_responsibility_that_is_kept_is_short_and_of_words(text: str) -> None:
    try:
        kept = responsibility_from(text)
    except AppError:
        return
    assert kept == text
    assert 1 <= len(kept) <= 50
    assert kept == "-" or all(word.isalnum() for word in kept.split())


@given(name=st.from_regex(r"[a-z0-9_.\-]{1,20}", fullmatch=True))
def test_people_become_members_and_accounts_of_ci_agents_do_not(name: str) -> None:
    assert member_email_from(f" {name.upper()}@Example.com") == f"{name}@example.com"
    with pytest.raises(InvalidEmail):
        member_email_from(f"{name}@{SERVICE_DOMAIN.upper()}")


@given(members=MEMBERS)
def test_a_manager_may_leave_while_another_person_manages(
    members: tuple[Membership, list[Membership]],
) -> None:
    leaving, others = members
    able = [
        other
        for other in others
        if other.email != leaving.email
        and other.has_access
        and other.role in {"user_manager", "customer_manager"}
        and not is_service_account(other.email)
    ]

    if able:
        assert successor(leaving, [leaving, *others]) == able[0]
        assert manages(able[0])
    else:
        with pytest.raises((LastGroupManager, LastOrganizationManager)):
            successor(leaving, [leaving, *others])


def test_an_heir_is_the_first_other_person_of_the_role_or_else_the_platform() -> None:
    manager, user = OrganizationRole.USER_MANAGER, OrganizationRole.USER
    leaving = _of_organization("a@example.com", manager)
    agent = _of_organization(f"forces.g@{SERVICE_DOMAIN}", manager)
    gone = replace(_of_organization("b@example.com", manager), has_access=False)
    other = _of_organization("c@example.com", user)
    first = _of_organization("d@example.com", manager)
    members = [leaving, agent, gone, other, first, _of_organization("e@example.com", manager)]

    assert heir(manager, members, leaving=leaving.email) == first.email
    assert heir(manager, members[:4], leaving=leaving.email) == PLATFORM
    assert heir(user, members, leaving=leaving.email) == other.email


def _of_organization(email: str, role: OrganizationRole) -> OrganizationAccess:
    return OrganizationAccess(
        email=Email(email),
        organization_id=OrganizationId("ORG#1"),
        role=role,
        granted_by=Email(email),
        granted_at=datetime(2026, 3, 2, tzinfo=UTC),
        version=1,
    )
