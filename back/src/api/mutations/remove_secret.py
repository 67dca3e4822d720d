"""removeSecret."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import RootGrant
from roots.domain.secrets import remove_secret


@MUTATION.field("removeSecret")
async def resolve(
    _: None, info: Info, *, grant: RootGrant, group_name: str, root_id: str, key: str
) -> Payload:
    del group_name, root_id  # the grant is on the root with this id
    await remove_secret(info.context.db, grant, key=key, at=info.context.now)
    return DONE
