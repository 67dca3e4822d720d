"""moveRoot."""

from typing import TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import RootToGroupGrant
from db_model.types import RootId
from kit.ids import random_id
from moves.domain.job import MOVE, subject_of
from moves.domain.request import move_root


class Arguments(TypedDict):
    group_name: str
    id: str
    target_group_name: str


@MUTATION.field("moveRoot")
async def resolve(
    _: None, info: Info, *, grant: RootToGroupGrant, **given: Unpack[Arguments]
) -> Payload:
    del given  # the grant is for all that they name
    root = await move_root(info.context.db, grant, id_=RootId(random_id()), at=info.context.now)
    info.context.wake(MOVE, subject_of(root))
    return DONE
