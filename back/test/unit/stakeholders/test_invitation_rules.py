"""What the business allows of invitations, notifications and inactivity."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authz.policy import PLATFORM, allowed
from db_model.access.types import GroupAccess, GroupRole, OrganizationAccess, OrganizationRole
from db_model.stakeholders.types import Notice, Notifications, PlatformRole, Stakeholder
from db_model.types import Email, GroupName, OrganizationId
from errors import AppError
from stakeholders.errors import (
    AlreadyInGroup,
    AlreadyInOrganization,
    EmailDomainNotAllowed,
    InvalidSeverity,
    InvitedJustNow,
    RoleNotGrantable,
)
from stakeholders.rules.invitations import (
    ASKED_AGAIN_AFTER,
    INVITATION_LIFE,
    asked,
    check_domain,
    check_invitable,
    is_open,
)
from stakeholders.rules.members import is_inactive, platform_role_from
from stakeholders.rules.notices import available_notices, notifications_from, usual_notices, wants

pytestmark = pytest.mark.not_changes_db

AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER: Final = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=30))
ROLES: Final = st.sets(st.sampled_from(sorted(GroupRole)))


def _held(*, has_access: bool, is_group: bool) -> GroupAccess | OrganizationAccess:
    invitation = None if has_access else asked("one", at=AT)
    if is_group:
        return GroupAccess(
            email=Email("ana@example.com"),
            group_name=GroupName("acmegroup"),
            role=GroupRole.USER,
            granted_by=Email("bob@example.com"),
            granted_at=AT,
            has_access=has_access,
            invitation=invitation,
            version=1,
        )
    return OrganizationAccess(
        email=Email("ana@example.com"),
        organization_id=OrganizationId("ORG#acme"),
        role=OrganizationRole.USER,
        granted_by=Email("bob@example.com"),
        granted_at=AT,
        has_access=has_access,
        invitation=invitation,
        version=1,
    )


@given(after=LATER)
def test_what_is_asked_waits_for_a_week(after: timedelta) -> None:
    assert is_open(asked("one", at=AT), now=AT + after) == (after < INVITATION_LIFE)
    assert not is_open(None, now=AT + after)


@pytest.mark.parametrize("is_group", [True, False])
@given(has_access=st.booleans(), after=LATER)
def test_who_may_be_invited(after: timedelta, *, is_group: bool, has_access: bool) -> None:
    held = _held(has_access=has_access, is_group=is_group)
    told: type[AppError] | None = None
    if has_access:
        told = AlreadyInGroup if is_group else AlreadyInOrganization
    elif after < ASKED_AGAIN_AFTER:
        told = InvitedJustNow

    if told is None:
        check_invitable(held, now=AT + after)
    else:
        with pytest.raises(told):
            check_invitable(held, now=AT + after)


def test_who_was_never_invited_may_be() -> None:
    check_invitable(None, now=AT)


@given(allowed_domains=st.sets(st.sampled_from(["acme.io", "b.example.com", "example.com"])))
def test_an_email_is_of_a_domain_that_is_allowed(allowed_domains: set[str]) -> None:
    email = Email("ana@b.example.com")

    if not allowed_domains or "b.example.com" in allowed_domains:
        check_domain(email, allowed_domains)
    else:
        with pytest.raises(EmailDomainNotAllowed):
            check_domain(email, allowed_domains)


@given(first=ROLES, second=ROLES)
def test_more_roles_are_told_of_more(first: set[str], second: set[str]) -> None:
    for notices in (usual_notices, available_notices):
        assert notices(first) <= notices(first | second)


def test_who_has_a_role_that_is_no_customers_is_told_of_everything() -> None:
    assert usual_notices({"user", "hacker"}) == frozenset(Notice)
    assert usual_notices(()) == frozenset()


def test_who_chose_is_told_of_that_alone() -> None:
    person = Stakeholder(
        email=Email("ana@example.com"),
        first_name="",
        last_name="",
        role=None,
        registered_at=AT,
        notifications=Notifications(email=(Notice.ROOT_UPDATE,)),
        version=1,
    )

    assert wants(person, Notice.ROOT_UPDATE)
    assert not wants(person, Notice.AGENT_TOKEN)


@given(severity=st.floats(-20, 20))
def test_the_least_severity_is_a_score(severity: float) -> None:
    if 0 <= severity <= 10:
        assert abs(notifications_from((), (), severity).least_severity - severity) <= 0.051
    else:
        with pytest.raises(InvalidSeverity):
            notifications_from((), (), severity)


@pytest.mark.parametrize("role", PlatformRole)
def test_only_administrators_give_roles_of_the_platform(role: PlatformRole) -> None:
    actions = allowed(PLATFORM, frozenset({role}))
    if role is PlatformRole.ADMIN:
        assert {platform_role_from(each.upper(), actions) for each in PlatformRole} == set(
            PlatformRole
        )
    else:
        for each in PlatformRole:
            with pytest.raises(RoleNotGrantable):
                platform_role_from(each, actions)


@given(after=LATER, days=st.integers(0, 30))
def test_inactive_is_who_did_nothing_for_longer_than_that(after: timedelta, days: int) -> None:
    assert is_inactive(AT, days=days, now=AT + after) == (after > timedelta(days=days))
    assert not is_inactive(None, days=days, now=AT + after)
