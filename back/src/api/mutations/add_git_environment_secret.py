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
    key: str,
    value: str,
    description: str | None = None,
    **__: str,  # the grant is on the group of this name
) -> Payload:
    context = info.context
    new = NewSecret(key=key, value=value, description=description)
    id_ = EnvironmentId(url_id)
    await add_environment_secret(context.db, context.keyring, grant, new, id_=id_, at=context.now)
    return DONE
