"""Where the code of a Git root runs: one query for all roots of its group."""

from ariadne import InterfaceType, ObjectType

from api.context import Info
from api.resolvers.git_root.schema import GIT_ROOT
from db_model.environments.get import of_group
from db_model.environments.types import Environment
from db_model.roots.types import GitRoot

ENVIRONMENT = ObjectType("GitEnvironmentUrl")
ENVIRONMENT_URL = InterfaceType("EnvironmentUrl", lambda *_: "GitEnvironmentUrl")

ENVIRONMENT.set_field("cloudName", lambda environment, _: environment.cloud)


@GIT_ROOT.field("gitEnvironmentUrls")
async def resolve(root: GitRoot, info: Info) -> list[Environment]:
    environments = await of_group(info.context.db, root.group_name)
    return [each for each in environments if each.root_id == root.id]
