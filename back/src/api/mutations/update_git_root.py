"""updateGitRoot."""

from typing import NotRequired, TypedDict, Unpack

from api.context import Info
from api.credentials import Given, access_told
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import RootGrant
from roots.domain.git import update_git_root
from roots.domain.git_access import Chosen
from roots.types import NewGitRoot


class Arguments(TypedDict):
    id: str
    url: str
    branch: str
    environment: str
    includes_health_check: bool
    gitignore: list[str]
    group_name: str
    nickname: NotRequired[str | None]
    use_vpn: NotRequired[bool | None]
    credentials: NotRequired[Given | None]


@MUTATION.field("updateGitRoot")
async def resolve(_: None, info: Info, *, grant: RootGrant, **given: Unpack[Arguments]) -> Payload:
    asked = NewGitRoot(
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
    if using is None and "credentials" in given:  # null is told: it is to have none
        using = Chosen()
    await update_git_root(context.db, grant, asked, at=context.now, using=using)
    return DONE
