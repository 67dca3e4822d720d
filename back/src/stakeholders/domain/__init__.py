"""Use cases of stakeholders: their tokens, and what they are members of."""

from stakeholders.domain._credentials import HAND_OVER, departure, handing_over
from stakeholders.domain._group_access import (
    grant_group_access,
    left_group,
    remove_group_access,
    update_group_access,
)
from stakeholders.domain._links import link_writes, sign_in_by_link
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
    departed,
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
from stakeholders.domain._sessions import (
    acknowledge_concurrent_session,
    begin_session,
    begun,
    end_session,
    end_stakeholder_sessions,
    living_sessions,
    record_session_use,
    signed_in,
)
from stakeholders.domain._tokens import add_token, invalidate_token, record_use, token_made

__all__ = [
    "ADMIT",
    "ENTER",
    "GROUPS_A_COMMIT",
    "HAND_OVER",
    "SEATS_A_COMMIT",
    "acknowledge_concurrent_session",
    "add_token",
    "admission",
    "admit_managers",
    "begin_session",
    "begun",
    "departed",
    "departure",
    "end_session",
    "end_stakeholder_sessions",
    "enter_groups",
    "entering",
    "fresh",
    "grant_group_access",
    "grant_organization_access",
    "groups_of_member",
    "handing_over",
    "invalidate_token",
    "kinds",
    "left_group",
    "link_writes",
    "living_sessions",
    "member_of_group",
    "member_of_organization",
    "members_of_group",
    "members_of_organization",
    "record_session_use",
    "record_use",
    "remove_group_access",
    "remove_organization_access",
    "sign_in_by_link",
    "signed_in",
    "token_made",
    "update_group_access",
    "update_organization_access",
]
