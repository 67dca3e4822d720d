"""removeEnvironmentUrlSecret."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import GroupGrant
from db_model.types import EnvironmentId
from roots.domain.secrets import remove_environment_secret


@MUTATION.field("removeEnvironmentUrlSecret")
async def resolve(
    _: None, info: Info, *, grant: GroupGrant, group_name: str, url_id: str, key: str
) -> Payload:
    del group_name  # the grant is on the group of this name
    context = info.context
    await remove_environment_secret(
        context.db, grant, id_=EnvironmentId(url_id), key=key, at=context.now
    )
    return DONE
