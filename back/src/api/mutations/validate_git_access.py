"""validateGitAccess."""

from api.context import Info
from api.credentials import Given, means_of, root_credentials_given
from api.mutations.schema import MUTATION
from api.payloads import DONE, Payload
from db_model.types import GroupName
from roots.domain.git_access import validate_git_access
from roots.types import GitAccess


@MUTATION.field("validateGitAccess")
async def resolve(
    _: None,
    info: Info,
    *,
    url: str,
    branch: str,
    credentials: Given,
    group_name: str | None = None,
) -> Payload:
    context = info.context
    await validate_git_access(
        context.db,
        means_of(context),
        context.caller,
        GitAccess(url=url, branch=branch, credentials=root_credentials_given(credentials)),
        group_name=None if group_name is None else GroupName(group_name),
    )
    return DONE
