"""The secrets of roots and environments: of all that a request asks for, read and told at once."""

from aiodataloader import DataLoader

from api.context import Context, Info, SecretsLoader
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
    if context.seen.secrets is None:
        context.seen.secrets = _loader(context)
    return await context.seen.secrets.load(grant)


def _loader(context: Context) -> SecretsLoader:
    async def load(grants: list[Grant[Root | Environment]]) -> list[tuple[ShownSecret, ...]]:
        return await shown_secrets(context.db, context.keyring, grants, at=context.now)

    return DataLoader(load, cache=False)


for _type in (ENVIRONMENT, GIT_ROOT, URL_ROOT):
    _type.set_field("secrets", resolve)
