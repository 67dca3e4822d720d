"""addSecret."""

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import RootGrant
from roots.domain.secrets import add_secret
from roots.types import NewSecret


@MUTATION.field("addSecret")
async def resolve(
    _: None,
    info: Info,
    *,
    grant: RootGrant,
    key: str,
    value: str,
    description: str | None = None,
    **__: str,  # the grant is on the root with this id
) -> Payload:
    context = info.context
    new = NewSecret(key=key, value=value, description=description)
    await add_secret(context.db, context.keyring, grant, new, at=context.now)
    return DONE
