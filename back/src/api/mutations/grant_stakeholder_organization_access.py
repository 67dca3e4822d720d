"""grantStakeholderOrganizationAccess."""

from typing import TypedDict, Unpack

from api.context import Info
from api.mutations.grant_stakeholder_access import Payload
from api.mutations.schema import MUTATION
from authz.grants import OrganizationGrant
from db_model.access.types import OrganizationRole
from stakeholders.domain import ENTER, entering, grant_organization_access
from stakeholders.types import Seat


class Arguments(TypedDict):
    organization_id: str
    role: str
    user_email: str


@MUTATION.field("grantStakeholderOrganizationAccess")
async def resolve(
    _: None, info: Info, *, grant: OrganizationGrant, **given: Unpack[Arguments]
) -> Payload:
    seat = Seat(email=given["user_email"], role=given["role"])
    context = info.context
    member = await grant_organization_access(context.db, grant, seat, at=context.now)
    if member.role is OrganizationRole.CUSTOMER_MANAGER:
        context.wake(ENTER, entering(grant.on.id, member.stakeholder.email))
    return Payload(success=True, granted_stakeholder=member)
