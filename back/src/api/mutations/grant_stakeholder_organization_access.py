"""grantStakeholderOrganizationAccess."""

from typing import TypedDict, Unpack

from api.context import Info
from api.mutations.grant_stakeholder_access import Payload
from api.mutations.schema import MUTATION
from authz.grants import OrganizationGrant
from db_model.types import MailId
from kit.ids import random_id
from outbox.send import SEND
from stakeholders.domain import invite_to_organization
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
    context, id_ = info.context, MailId(random_id())
    member = await invite_to_organization(context.db, grant, seat, id_=id_, at=context.now)
    context.wake(SEND, id_)
    return Payload(success=True, granted_stakeholder=member)
