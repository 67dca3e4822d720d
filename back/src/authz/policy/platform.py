"""What each role of the whole platform may do.

A row has the roles in fixed columns, a dot where a role may not.
"""

from collections.abc import Mapping
from typing import Final

from authz.policy.actions import Action
from authz.policy.tables import table
from db_model.stakeholders.types import PlatformRole

PLATFORM: Final[Mapping[Action, frozenset[PlatformRole]]] = table(
    {
        "ad": PlatformRole.ADMIN,
        "ha": PlatformRole.HACKER,
        "us": PlatformRole.USER,
    },
    (
        # What changes something.
        ("ad ha ..", Action.ADD_GROUP),
        ("ad ha us", Action.ADD_ORGANIZATION),
        ("ad .. ..", Action.ADD_STAKEHOLDER),
        ("ad .. ..", Action.SUBMIT_GROUP_MACHINE_EXECUTION),
        ("ad ha us", Action.UPDATE_STAKEHOLDER_PHONE),
        ("ad ha us", Action.VERIFY_STAKEHOLDER),
        # What shows something.
        ("ad ha ..", Action.READ_EVENT_HACKER),
        ("ad ha ..", Action.READ_FINDING_HACKER),
        ("ad ha ..", Action.READ_LIST_USER_GROUPS),
        ("ad .. ..", Action.READ_VULNERABILITIES_TO_REATTACK),
        # Who may give which role.
        ("ad .. ..", Action.GRANT_PLATFORM_ADMIN),
        ("ad .. ..", Action.GRANT_PLATFORM_HACKER),
        ("ad .. ..", Action.GRANT_PLATFORM_USER),
        # What front ends show and offer.
        ("ad ha ..", Action.CAN_ASSIGN_VULNERABILITIES_TO_FLUIDATTACKS_STAFF),
        ("ad ha ..", Action.FRONT_CAN_EDIT_CREDENTIALS_SECRETS_IN_BULK),
        ("ad ha ..", Action.FRONT_CAN_ENABLE_MEETING_MODE),
        ("ad ha ..", Action.FRONT_CAN_RETRIEVE_TODO_DRAFTS),
        ("ad ha ..", Action.FRONT_CAN_RETRIEVE_TODO_EVENTS),
        ("ad ha ..", Action.FRONT_CAN_RETRIEVE_TODO_LOCATIONS_DRAFTS),
        ("ad ha ..", Action.FRONT_CAN_RETRIEVE_TODO_REATTACKS),
        # Ours.
        ("ad .. ..", Action.END_STAKEHOLDER_SESSIONS),
    ),
)
