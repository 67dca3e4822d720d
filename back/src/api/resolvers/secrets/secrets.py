"""The secrets of roots and environments: a query, a commit that tells of it, and a get."""

from api.context import Info
from api.resolvers.git_root.environments import ENVIRONMENT
from api.resolvers.git_root.schema import GIT_ROOT
from api.resolvers.url_root.schema import URL_ROOT
from authz.grants import Grant
from db_model.environments.types import Environment
from db_model.roots.types import Root
from roots.domain.secrets import shown_secrets
from roots.types import ShownSecret


async def resolve(
    _: Root | Environment, info: Info, *, grant: Grant[Root | Environment]
) -> tuple[ShownSecret, ...]:
    context = info.context
    return await shown_secrets(context.db, context.keyring, grant, at=context.now)


for _type in (ENVIRONMENT, GIT_ROOT, URL_ROOT):
    _type.set_field("secrets", resolve)
