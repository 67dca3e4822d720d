"""Use cases of stakeholders: their tokens, and what they are members of."""

from stakeholders.domain._group_access import (
    grant_group_access,
    remove_group_access,
    update_group_access,
)
from stakeholders.domain._members import (
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
    "GROUPS_A_COMMIT",
    "add_token",
    "grant_group_access",
    "grant_organization_access",
    "groups_of_member",
    "invalidate_token",
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
