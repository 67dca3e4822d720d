"""addGitRoot."""

from typing import NotRequired, TypedDict, Unpack

from api.context import Info
from api.credentials import Given, access_told
from api.mutations.schema import MUTATION
from authz.grants import GroupGrant
from db_model.types import RootId
from kit.ids import random_id
from roots.domain.git import add_git_root
from roots.domain.git_access import Chosen
from roots.types import NewGitRoot


class Payload(TypedDict):
    success: bool
    root_id: str


class Arguments(TypedDict):
    url: str
    branch: str
    environment: str
    includes_health_check: bool
    gitignore: list[str]
    group_name: str
    nickname: NotRequired[str | None]
    use_vpn: NotRequired[bool | None]
    credentials: NotRequired[Given | None]


@MUTATION.field("addGitRoot")
async def resolve(_: None, info: Info, *, grant: GroupGrant, **given: Unpack[Arguments]) -> Payload:
    new = NewGitRoot(
        url=given["url"],
        branch=given["branch"],
        environment=given["environment"],
        includes_health_check=given["includes_health_check"],
        gitignore=tuple(given["gitignore"]),
        nickname=given.get("nickname"),
        use_vpn=given.get("use_vpn"),
    )
    context = info.context
    using = await access_told(context, grant.access, grant.on.organization_id, given)
    root = await add_git_root(
        context.db,
        grant,
        new,
        id_=RootId(random_id()),
        at=context.now,
        using=using or Chosen(),
    )
    return Payload(success=True, root_id=root.id)
