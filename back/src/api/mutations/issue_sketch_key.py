"""issueSketchKey."""

import base64
import secrets
from typing import TypedDict

from api.context import Info
from api.mutations.schema import MUTATION
from authz.grants import GroupGrant
from roots.domain.sketch_keys import issue_sketch_key
from roots.rules.sketches import KEY_BYTES


class Payload(TypedDict):
    success: bool
    id: str
    key: str


@MUTATION.field("issueSketchKey")
async def resolve(
    _: None,
    info: Info,
    *,
    grant: GroupGrant,
    root_nickname: str,
    **__: str,  # the grant is on the group of this name
) -> Payload:
    context, new = info.context, secrets.token_bytes(KEY_BYTES)
    issued = await issue_sketch_key(
        context.db, context.keyring, grant, root_nickname, new=new, at=context.now
    )
    return Payload(success=True, id=issued.id, key=base64.b64encode(issued.plain).decode())
