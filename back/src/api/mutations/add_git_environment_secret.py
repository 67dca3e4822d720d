"""addGitEnvironmentSecret."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import GroupGrant
from db_model.types import EnvironmentId
from roots.domain.secrets import add_environment_secret
from roots.types import NewSecret


@MUTATION.field("addGitEnvironmentSecret")
async def resolve(
    _: None,
    info: Info,
    *,
    grant: GroupGrant,
    url_id: str,
    **told: str,  # also the name of the group, which the grant is on
) -> Payload:
    context = info.context
    new = NewSecret(key=told["key"], value=told["value"], description=told.get("description"))
    id_ = EnvironmentId(url_id)
    await add_environment_secret(context.db, context.keyring, grant, new, id_=id_, at=context.now)
    return DONE
