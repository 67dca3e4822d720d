"""Where somebody may do something, read off what the person is a member of."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from authz.access import Access, Principal
from authz.policy import Action
from db_model.access.types import GroupAccess, GroupRole
from db_model.api_tokens.types import Reach, Scope
from db_model.stakeholders.types import PlatformRole, Stakeholder
from db_model.types import Email, GroupName, OrganizationId
from world import START

ADA = Email("ada@example.com")


def an_access(platform: PlatformRole | None, **groups: GroupRole) -> Access:
    person = Stakeholder(
        email=ADA, first_name="", last_name="", role=platform, registered_at=START, version=1
    )
    held = {
        GroupName(name): GroupAccess(
            email=ADA,
            group_name=GroupName(name),
            role=role,
            granted_by=ADA,
            granted_at=START,
            version=1,
        )
        for name, role in groups.items()
    }
    return Access(
        principal=Principal(email=ADA),
        stakeholder=person,
        organizations=MappingProxyType({}),
        groups=MappingProxyType(held),
        tokens=(),
    )


@pytest.mark.parametrize(
    ("platform", "actions", "groups"),
    [
        (None, (Action.READ_GROUP,), {"one", "two"}),
        (PlatformRole.USER, (Action.READ_GROUP, Action.READ_DRAFT_FINDING), {"two"}),
        (PlatformRole.USER, (Action.READ_DRAFT_FINDING, Action.REMOVE_GROUP), set()),
        (PlatformRole.ADMIN, (Action.READ_GROUP, Action.READ_DRAFT_FINDING), None),
        # Nobody may do this in a group, so that an administrator may not in any.
        (PlatformRole.ADMIN, (Action.READ_GROUP, Action.ADD_ORGANIZATION), set()),
    ],
)
def test_the_groups_are_those_in_which_all_of_it_is_allowed(
    platform: PlatformRole | None, actions: tuple[Action, ...], groups: set[str] | None
) -> None:
    access = an_access(platform, one=GroupRole.USER, two=GroupRole.HACKER)

    assert access.groups_allowing(*actions) == groups


ONE = frozenset({GroupName("one")})


@pytest.mark.parametrize(
    ("platform", "reach", "actions", "groups"),
    [
        (PlatformRole.ADMIN, Reach(scopes=frozenset(Scope)), (Action.REMOVE_GROUP,), None),
        (
            PlatformRole.ADMIN,
            Reach(scopes=frozenset(Scope), groups=ONE),
            (Action.REMOVE_GROUP,),
            ONE,
        ),
        (PlatformRole.ADMIN, Reach(scopes=frozenset({Scope.READ})), (Action.REMOVE_GROUP,), set()),
        (
            PlatformRole.USER,
            Reach(scopes=frozenset({Scope.READ})),
            (Action.READ_GROUP,),
            {"one", "two"},
        ),
        (
            PlatformRole.USER,
            Reach(scopes=frozenset({Scope.READ}), groups=ONE),
            (Action.READ_GROUP,),
            ONE,
        ),
        (
            PlatformRole.USER,
            Reach(scopes=frozenset(Scope), organizations=frozenset({OrganizationId("ORG#1")})),
            (Action.READ_GROUP,),
            set(),
        ),
    ],
)
def test_a_credential_is_good_where_it_reaches_and_for_its_scopes(
    platform: PlatformRole, reach: Reach, actions: tuple[Action, ...], groups: set[str] | None
) -> None:
    access = an_access(platform, one=GroupRole.USER, two=GroupRole.HACKER)
    held = replace(access, principal=replace(access.principal, reach=reach))

    assert held.groups_allowing(*actions) == groups
