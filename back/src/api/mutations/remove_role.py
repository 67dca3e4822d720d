"""removeRole."""

from typing import NotRequired, TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import OrganizationGrant
from db_model.types import RoleId
from roles.domain import REPLACE, remove_role


class Arguments(TypedDict):
    organization_id: str
    replacement: NotRequired[str | None]
    role_id: str


@MUTATION.field("removeRole")
async def resolve(
    _: None, info: Info, *, grant: OrganizationGrant, **given: Unpack[Arguments]
) -> Payload:
    context, id_ = info.context, RoleId(given["role_id"])
    is_going_on = await remove_role(
        context.db, grant, id_=id_, replacement=given.get("replacement"), at=context.now
    )
    if is_going_on:
        context.wake(REPLACE, id_)
    return DONE
