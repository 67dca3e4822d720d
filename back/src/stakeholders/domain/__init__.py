"""Use cases of stakeholders: their tokens, and what they are members of."""

from stakeholders.domain._group_access import (
    grant_group_access,
    left_group,
    remove_group_access,
    update_group_access,
)
from stakeholders.domain._managers import (
    ADMIT,
    ENTER,
    SEATS_A_COMMIT,
    admission,
    admit_managers,
    enter_groups,
    entering,
    kinds,
)
from stakeholders.domain._members import (
    fresh,
    groups_of_member,
    member_of_group,
    member_of_organization,
    members_of_group,
    members_of_organization,
)
from stakeholders.domain._organization_access import (
    GROUPS_A_COMMIT,
    grant_organization_access,
    remove_organization_access,
    update_organization_access,
)
from stakeholders.domain._tokens import add_token, invalidate_token, record_use, token_made

__all__ = [
    "ADMIT",
    "ENTER",
    "GROUPS_A_COMMIT",
    "SEATS_A_COMMIT",
    "add_token",
    "admission",
    "admit_managers",
    "enter_groups",
    "entering",
    "fresh",
    "grant_group_access",
    "grant_organization_access",
    "groups_of_member",
    "invalidate_token",
    "kinds",
    "left_group",
    "member_of_group",
    "member_of_organization",
    "members_of_group",
    "members_of_organization",
    "record_use",
    "remove_group_access",
    "remove_organization_access",
    "token_made",
    "update_group_access",
    "update_organization_access",
]
