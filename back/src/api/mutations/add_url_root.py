"""addUrlRoot."""

from typing import TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from authz.grants import GroupGrant
from db_model.types import RootId
from kit.ids import random_id
from roots.domain.hosts import add_url_root
from roots.types import NewURLRoot


class Payload(TypedDict):
    success: bool
    root_id: str


class Arguments(TypedDict):
    group_name: str
    url: str
    nickname: str


@MUTATION.field("addUrlRoot")
async def resolve(_: None, info: Info, *, grant: GroupGrant, **given: Unpack[Arguments]) -> Payload:
    new = NewURLRoot(url=given["url"], nickname=given["nickname"])
    context = info.context
    root = await add_url_root(context.db, grant, new, id_=RootId(random_id()), at=context.now)
    return Payload(success=True, root_id=root.id)
