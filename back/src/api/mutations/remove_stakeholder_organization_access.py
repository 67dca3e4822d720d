"""removeStakeholderOrganizationAccess."""

from typing import TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import OrganizationGrant
from stakeholders.domain import remove_organization_access


class Arguments(TypedDict):
    organization_id: str
    user_email: str


@MUTATION.field("removeStakeholderOrganizationAccess")
async def resolve(
    _: None, info: Info, *, grant: OrganizationGrant, **given: Unpack[Arguments]
) -> Payload:
    context = info.context
    await remove_organization_access(context.db, grant, email=given["user_email"], at=context.now)
    return DONE
