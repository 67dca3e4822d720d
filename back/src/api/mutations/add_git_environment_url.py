"""addGitEnvironmentUrl."""

from typing import NotRequired, TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from authz.grants import RootGrant
from db_model.environments.types import EnvironmentType
from roots.domain.environments import add_environment
from roots.types import NewEnvironment


class Payload(TypedDict):
    success: bool
    url_id: str


class Arguments(TypedDict):
    group_name: str
    root_id: str
    url: str
    url_type: str
    cloud_name: NotRequired[str | None]


@MUTATION.field("addGitEnvironmentUrl")
async def resolve(_: None, info: Info, *, grant: RootGrant, **given: Unpack[Arguments]) -> Payload:
    new = NewEnvironment(
        url=given["url"],
        type=EnvironmentType(given["url_type"]),
        cloud=given.get("cloud_name"),
    )
    context = info.context
    environment = await add_environment(context.db, context.keyring, grant, new, at=context.now)
    return Payload(success=True, url_id=environment.id)
