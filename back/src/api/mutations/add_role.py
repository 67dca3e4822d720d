"""addRole."""

from collections.abc import Sequence
from typing import TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from authz.grants import OrganizationGrant
from db_model.roles.types import CustomRole, RoleLevel
from db_model.types import RoleId
from kit.ids import random_id
from roles.domain import add_role
from roles.types import Asked


class Payload(TypedDict):
    success: bool
    role: CustomRole


class Arguments(TypedDict):
    actions: Sequence[str]
    level: str
    name: str
    organization_id: str


@MUTATION.field("addRole")
async def resolve(
    _: None, info: Info, *, grant: OrganizationGrant, **given: Unpack[Arguments]
) -> Payload:
    context = info.context
    role = await add_role(
        context.db,
        grant,
        Asked(name=given["name"], actions=given["actions"]),
        id_=RoleId(random_id()),
        level=RoleLevel(given["level"]),
        at=context.now,
    )
    return Payload(success=True, role=role)
