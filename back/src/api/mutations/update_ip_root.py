"""updateIpRoot."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import RootGrant
from roots.domain.hosts import update_ip_root


@MUTATION.field("updateIpRoot")
async def resolve(
    _: None, info: Info, *, grant: RootGrant, group_name: str, root_id: str, nickname: str
) -> Payload:
    del group_name, root_id  # the grant is on the root with this id
    await update_ip_root(info.context.db, grant, nickname, at=info.context.now)
    return DONE
