"""Use cases of roots."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from authz.access import origin
from authz.grants import GroupGrant, require
from authz.policy import Action, attributes
from db_model.commit import attempted, commit
from db_model.groups.types import Group, Subscription
from db_model.roots import keys
from db_model.roots.add import added
from db_model.roots.get import of_group, taken
from db_model.roots.types import Cloning, CloningStatus, GitRoot, GitRootState, RootStatus
from db_model.types import Email, RootId
from kit.time import milliseconds
from roots.errors import NicknameTaken, RootExists, RootPermissionDenied
from roots.rules import (
    Repository,
    branch_from,
    environment_from,
    needs_of,
    nicknames_from,
    patterns_from,
    repository_from,
)
from roots.types import NewGitRoot
from store.types import Database, Key


async def add_git_root(
    db: Database, grant: GroupGrant, new: NewGitRoot, *, id_: RootId, at: datetime
) -> GitRoot:
    """Add a branch of a repository to what is tested in the granted group; one commit.

    Raises:
        RootPermissionDenied: it asks for what the caller or the group has no right to.
        RootExists: the group has the repository, or the organization has the branch.
        NicknameTaken: another root of the group bears the nickname.
        AppError: a value is refused, as in ``roots.rules``.
    """
    require(grant, Action.ADD_GIT_ROOT)
    group = grant.on
    actions = grant.access.group_actions(group.name)
    if not needs_of(new) <= attributes(group) or (
        new.gitignore and Action.FILTER_GIT_ROOT not in actions
    ):
        raise RootPermissionDenied
    state = _state(new, by=grant.access.stakeholder.email, at=at)
    repository = repository_from(state.url)

    async def attempt() -> GitRoot:
        guards = _guards(group, repository, state.branch)
        if any(await taken(db, guards)):
            raise RootExists
        nickname = await _free_nickname(db, group, repository, nicknames_from(new, repository))
        root = _root(group, replace(state, nickname=nickname), id_=id_)
        held = (*guards, keys.nickname(group.name, nickname))
        await commit(db, added(root, held), origin(grant.access, at=at))
        return root

    return await attempted(attempt)


def _state(new: NewGitRoot, *, by: Email, at: datetime) -> GitRootState:
    repository = repository_from(new.url)
    return GitRootState(
        nickname="",
        url=repository.url,
        branch=branch_from(new.branch),
        environment=environment_from(new.environment),
        includes_health_check=new.includes_health_check,
        gitignore=patterns_from(new, repository),
        use_vpn=new.use_vpn,
        status=RootStatus.ACTIVE,
        modified_by=by,
        modified_at=at,
    )


def _root(group: Group, state: GitRootState, *, id_: RootId) -> GitRoot:
    at = state.modified_at
    return GitRoot(
        id=id_,
        group_name=group.name,
        organization_id=group.organization_id,
        created_by=state.modified_by,
        created_at=at,
        state=state,
        cloning=Cloning(status=CloningStatus.UNKNOWN, reason="root created", modified_at=at),
        version=milliseconds(at),
    )


def _guards(group: Group, repository: Repository, branch: str) -> tuple[Key, ...]:
    if group.state.type is Subscription.ONESHOT:
        return ()
    return (
        keys.repository(group.name, repository.identity),
        keys.address(group.organization_id, repository.identity, branch),
    )


async def _free_nickname(
    db: Database, group: Group, repository: Repository, nicknames: Sequence[str]
) -> str:
    wanted, *others = nicknames
    bearers = [root for root in await of_group(db, group.name) if root.state.nickname in nicknames]
    names = {root.state.nickname for root in bearers}
    if wanted not in names:
        return wanted
    hosts = {repository_from(r.state.url).host for r in bearers if r.state.nickname == wanted}
    if not others or repository.host in hosts or others[0] in names:
        raise NicknameTaken
    return others[0]
