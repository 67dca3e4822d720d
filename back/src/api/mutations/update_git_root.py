"""updateGitRoot."""

from typing import NotRequired, TypedDict, Unpack

from api.context import Info
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from authz.grants import RootGrant
from roots.domain.git import update_git_root
from roots.errors import CredentialsUnsupported
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
    credentials: NotRequired[dict[str, object] | None]


@MUTATION.field("updateGitRoot")
async def resolve(_: None, info: Info, *, grant: RootGrant, **given: Unpack[Arguments]) -> Payload:
    if given.get("credentials") is not None:
        raise CredentialsUnsupported
    asked = NewGitRoot(
        url=given["url"],
        branch=given["branch"],
        environment=given["environment"],
        includes_health_check=given["includes_health_check"],
        gitignore=tuple(given["gitignore"]),
        nickname=given.get("nickname"),
        use_vpn=given.get("use_vpn"),
    )
    await update_git_root(info.context.db, grant, asked, at=info.context.now)
    return DONE
