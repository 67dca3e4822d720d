"""addIpRoot."""

from typing import TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from authz.grants import GroupGrant
from db_model.types import RootId
from kit.ids import random_id
from roots.domain.hosts import add_ip_root
from roots.types import NewIPRoot


class Payload(TypedDict):
    success: bool
    root_id: str


class Arguments(TypedDict):
    group_name: str
    address: str
    nickname: str


@MUTATION.field("addIpRoot")
async def resolve(_: None, info: Info, *, grant: GroupGrant, **given: Unpack[Arguments]) -> Payload:
    new = NewIPRoot(address=given["address"], nickname=given["nickname"])
    context = info.context
    root = await add_ip_root(context.db, grant, new, id_=RootId(random_id()), at=context.now)
    return Payload(success=True, root_id=root.id)
