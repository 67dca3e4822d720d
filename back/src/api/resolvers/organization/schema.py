"""What is read off an organization."""

from collections.abc import Callable
from typing import Final

from ariadne import ObjectType
from ariadne.utils import convert_camel_case_to_snake

from api.context import Info
from db_model.organizations.types import Organization

ORGANIZATION = ObjectType("Organization")

_POLICIES: Final = (
    "allowedEmailDomains",
    "inactivityPeriod",
    "maxAcceptanceDays",
    "maxAcceptanceSeverity",
    "maxNumberAcceptances",
    "minAcceptanceSeverity",
    "minBreakingSeverity",
    "vulnerabilityGracePeriod",
)


def _policy(name: str) -> Callable[[Organization, Info], object]:
    attribute = convert_camel_case_to_snake(name)
    return lambda organization, _: getattr(organization.policies, attribute)


for _name in _POLICIES:
    ORGANIZATION.set_field(_name, _policy(_name))


@ORGANIZATION.field("permissions")
def permissions(organization: Organization, info: Info) -> list[str]:
    return sorted(info.context.caller.organization_actions(organization.id))


@ORGANIZATION.field("userRole")
def user_role(organization: Organization, info: Info) -> str | None:
    return info.context.caller.organization_role(organization.id)
