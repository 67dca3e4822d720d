"""activateRoot."""

from typing import TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import RootGrant
from roots.domain.status import activate_root


class Arguments(TypedDict):
    group_name: str
    id: str


@MUTATION.field("activateRoot")
async def resolve(_: None, info: Info, *, grant: RootGrant, **given: Unpack[Arguments]) -> Payload:
    del given  # the grant is on the root with this id
    await activate_root(info.context.db, grant, at=info.context.now)
    return DONE
