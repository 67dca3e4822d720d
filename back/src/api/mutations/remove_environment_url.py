"""removeEnvironmentUrl."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import RootGrant
from db_model.types import EnvironmentId
from roots.domain.environments import remove_environment


@MUTATION.field("removeEnvironmentUrl")
async def resolve(
    _: None, info: Info, *, grant: RootGrant, group_name: str, root_id: str, url_id: str
) -> Payload:
    del group_name, root_id  # the grant is on the root with this id
    context = info.context
    await remove_environment(context.db, grant, EnvironmentId(url_id), at=context.now)
    return DONE
