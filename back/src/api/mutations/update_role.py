"""updateRole."""

from collections.abc import Sequence
from typing import TypedDict, Unpack

from api.context import Info
from api.mutations.add_role import Payload
from api.mutations.schema import MUTATION
from authz.grants import OrganizationGrant
from db_model.types import RoleId
from roles.domain import update_role
from roles.types import Asked


class Arguments(TypedDict):
    actions: Sequence[str]
    name: str
    organization_id: str
    role_id: str


@MUTATION.field("updateRole")
async def resolve(
    _: None, info: Info, *, grant: OrganizationGrant, **given: Unpack[Arguments]
) -> Payload:
    asked = Asked(name=given["name"], actions=given["actions"])
    context = info.context
    role = await update_role(context.db, grant, asked, id_=RoleId(given["role_id"]), at=context.now)
    return Payload(success=True, role=role)
