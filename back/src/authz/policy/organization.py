"""What each role of an organization may do in it.

A row has the roles in fixed columns, a dot where a role may not.
"""

from collections.abc import Mapping
from typing import Final

from authz.policy.actions import Action
from authz.policy.tables import table
from db_model.access.types import OrganizationRole

ORGANIZATION: Final[Mapping[Action, frozenset[OrganizationRole]]] = table(
    {
        "ad": OrganizationRole.ADMIN,
        "um": OrganizationRole.USER_MANAGER,
        "us": OrganizationRole.USER,
        "cm": OrganizationRole.CUSTOMER_MANAGER,
    },
    (
        # What changes something.
        ("ad um .. cm", Action.ADD_CREDENTIALS),
        ("ad um .. ..", Action.ADD_CREDIT_CARD_PAYMENT_METHOD),
        ("ad um .. cm", Action.ADD_GROUP),
        (".. um us cm", Action.ADD_ORGANIZATION_FINDING_POLICY),
        ("ad um .. ..", Action.ADD_OTHER_PAYMENT_METHOD),
        (".. um .. cm", Action.DEACTIVATE_ORGANIZATION_FINDING_POLICY),
        ("ad um .. cm", Action.DOWNLOAD_BILLING_FILE),
        ("ad um .. cm", Action.GRANT_STAKEHOLDER_ORGANIZATION_ACCESS),
        (".. um .. cm", Action.HANDLE_ORGANIZATION_FINDING_POLICY_ACCEPTANCE),
        ("ad um .. cm", Action.REMOVE_CREDENTIALS),
        ("ad .. .. cm", Action.REMOVE_PAYMENT_METHOD),
        ("ad um .. cm", Action.REMOVE_STAKEHOLDER_ORGANIZATION_ACCESS),
        (".. um us cm", Action.SUBMIT_ORGANIZATION_FINDING_POLICY),
        ("ad um .. cm", Action.UPDATE_CREDENTIALS),
        ("ad um .. ..", Action.UPDATE_CREDIT_CARD_PAYMENT_METHOD),
        ("ad um .. ..", Action.UPDATE_ORGANIZATION_POLICIES),
        ("ad um .. cm", Action.UPDATE_ORGANIZATION_STAKEHOLDER),
        ("ad um .. ..", Action.UPDATE_OTHER_PAYMENT_METHOD),
        # What shows something.
        ("ad .. .. ..", Action.READ_BILLING),
        ("ad .. .. ..", Action.READ_BILLING_PRICES),
        ("ad um us cm", Action.READ_ORGANIZATION_ANALYTICS),
        ("ad um .. cm", Action.READ_ORGANIZATION_BILLING),
        ("ad um .. cm", Action.READ_ORGANIZATION_STAKEHOLDER),
        ("ad um .. cm", Action.READ_ORGANIZATION_STAKEHOLDERS),
        ("ad um .. cm", Action.READ_ORGANIZATION_VULNERABILITIES_URL),
        # Who may give which role.
        ("ad .. .. cm", Action.GRANT_ORGANIZATION_CUSTOMER_MANAGER),
        ("ad um .. ..", Action.GRANT_ORGANIZATION_USER),
        ("ad um .. cm", Action.GRANT_ORGANIZATION_USER_MANAGER),
        # What front ends show and offer.
        ("ad .. .. cm", Action.SEE_BILLING_SERVICE_TYPE),
        ("ad .. .. cm", Action.SEE_BILLING_SUBSCRIPTION_TYPE),
        # Ours.
        ("ad um .. cm", Action.ADD_ROLE),
        ("ad um us cm", Action.READ_ORGANIZATION),
        ("ad um .. cm", Action.READ_ORGANIZATION_AUDIT_TRAIL),
        ("ad um us cm", Action.READ_ORGANIZATION_ROLES),
        ("ad um .. cm", Action.REMOVE_ROLE),
        ("ad um .. cm", Action.UPDATE_ROLE),
    ),
)
