"""Where somebody may do something, read off what the person is a member of."""

from types import MappingProxyType

import pytest

from authz.access import Access, Principal
from authz.policy import Action
from db_model.access.types import GroupAccess, GroupRole
from db_model.stakeholders.types import PlatformRole, Stakeholder
from db_model.types import Email, GroupName
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
