"""Use cases of Git roots."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from authz.access import origin
from authz.errors import RootNotFound
from authz.grants import GroupGrant, RootGrant, require
from authz.policy import Action, Attribute, attributes
from db_model.commit import attempted, commit
from db_model.credentials.get import credentials
from db_model.groups.get import group as stored_group
from db_model.groups.types import Group
from db_model.roots import keys
from db_model.roots.add import added
from db_model.roots.get import of_group, taken
from db_model.roots.get import root as stored_root
from db_model.roots.types import Cloning, CloningStatus, GitRoot, GitRootState, RootStatus
from db_model.roots.update import updated
from db_model.types import Email, RootId
from db_model.vulnerabilities.of_root import has_released
from kit.time import milliseconds
from roots.domain.git_access import Chosen, check_use
from roots.domain.guards import swapped
from roots.domain.places import places_of, unchanged_scope
from roots.errors import (
    NicknameTaken,
    RootExists,
    RootHasVulnerabilities,
    RootPermissionDenied,
)
from roots.rules.git import (
    Repository,
    branch_from,
    changed,
    environment_from,
    is_at_another_host,
    is_elsewhere,
    needs_of,
    nicknames_from,
    patterns_from,
    repository_from,
    tested,
)
from roots.types import NewGitRoot
from store.types import Database, Write

NONE: Final = Chosen()


async def add_git_root(
    db: Database,
    grant: GroupGrant,
    new: NewGitRoot,
    *,
    id_: RootId,
    at: datetime,
    using: Chosen = NONE,
) -> GitRoot:
    """Add a branch of a repository to what is tested in the granted group; one commit.

    Raises:
        RootPermissionDenied: it asks for what the caller or the group has no right to.
        RootExists: the group has the repository, or the organization has the branch.
        NicknameTaken: another root of the group bears the nickname.
        CredentialsExist: others of the organization bear the name of new credentials.
        ActionDenied: the group was removed meanwhile, or is served otherwise.
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
    state = replace(state, credentials_id=using.id)
    repository = repository_from(state.url)
    places = sorted(places_of(group, _root(group, state, id_=id_)))

    async def attempt() -> GitRoot:
        scope = await unchanged_scope(db, grant)
        if any(await taken(db, places)):
            raise RootExists
        nickname = await _free_nickname(db, group, repository, nicknames_from(new, repository))
        root = _root(group, replace(state, nickname=nickname), id_=id_)
        held = (*places, keys.nickname(group.name, nickname))
        writes = (*added(root, held), *await using.writes(db), scope)
        await commit(db, writes, origin(grant.access, at=at))
        return root

    return await attempted(attempt)


async def update_git_root(
    db: Database,
    grant: RootGrant,
    asked: NewGitRoot,
    *,
    at: datetime,
    using: Chosen | None = None,
) -> GitRoot:
    """Test the granted root as it is asked to be; one commit, none where nothing changes.

    Without ``using``, it keeps the credentials that it has.

    Raises:
        GitRootRequired: it has no code.
        RootNotActive: it is not tested any more.
        RootPermissionDenied: it asks for what the caller or the group has no right to.
        RootHasVulnerabilities: another repository has none of those that were reported.
        RootExists: the group has the repository, or the organization has the branch.
        NicknameTaken: another root of the group bears the nickname.
        CredentialsNotFound: the caller may not have its credentials used at another host.
        AppError: a value is refused, as in ``changed``.
    """
    require(grant, Action.UPDATE_GIT_ROOT)
    group = await stored_group(db, grant.on.group_name)
    if group is None:
        raise RootNotFound

    async def attempt() -> GitRoot:
        found = await stored_root(db, group.name, grant.on.id)
        if found is None:
            raise RootNotFound
        was = tested(found)
        by, told = grant.access.stakeholder.email, was.state.credentials_id
        now = changed(was, asked, by=by, at=at, credentials_id=using.id if using else told)
        if now == was:
            return was
        _allow(grant, group, was, now)
        if using is None and is_at_another_host(was, now):
            await _check_credentials(db, grant, now)
        if is_elsewhere(was, now) and await has_released(db, was.id):
            raise RootHasVulnerabilities
        kept = await using.writes(db) if using else ()
        writes = (*updated(was, now), *await _swaps(db, group, was, now), *kept)
        await commit(db, writes, origin(grant.access, at=at))
        return now

    return await attempted(attempt)


def _allow(grant: RootGrant, group: Group, was: GitRoot, now: GitRoot) -> None:
    """Check the rights to what changes; what the root has already needs none."""
    checks_health = now.state.includes_health_check and not was.state.includes_health_check
    if checks_health and Attribute.SQUAD not in attributes(group):
        raise RootPermissionDenied
    filters = now.state.gitignore != was.state.gitignore
    if filters and Action.FILTER_GIT_ROOT not in grant.access.group_actions(group.name):
        raise RootPermissionDenied


async def _check_credentials(db: Database, grant: RootGrant, now: GitRoot) -> None:
    id_ = now.state.credentials_id
    held = await credentials(db, now.organization_id, id_) if id_ is not None else None
    if held is not None:
        await check_use(db, grant.access, held, repository_from(now.state.url).host)


async def _swaps(db: Database, group: Group, was: GitRoot, now: GitRoot) -> tuple[Write, ...]:
    names = await swapped(
        db,
        now,
        old={keys.nickname(group.name, was.state.nickname)},
        new={keys.nickname(group.name, now.state.nickname)},
        refusal=NicknameTaken,
    )
    places = await swapped(
        db, now, old=places_of(group, was), new=places_of(group, now), refusal=RootExists
    )
    return (*names, *places)


def _state(new: NewGitRoot, *, by: Email, at: datetime) -> GitRootState:
    repository = repository_from(new.url)
    return GitRootState(
        nickname="",
        url=repository.url,
        branch=branch_from(new.branch),
        environment=environment_from(new.environment),
        includes_health_check=new.includes_health_check,
        gitignore=patterns_from(new.gitignore, repository),
        use_vpn=bool(new.use_vpn),
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


async def _free_nickname(
    db: Database, group: Group, repository: Repository, nicknames: Sequence[str]
) -> str:
    wanted, *others = nicknames
    bearers = [root for root in await of_group(db, group.name) if root.state.nickname in nicknames]
    names = {root.state.nickname for root in bearers}
    if wanted not in names:
        return wanted
    # Only where other code has the name does the host tell which of the two is meant.
    bearer = next(root for root in bearers if root.state.nickname == wanted)
    if not isinstance(bearer, GitRoot):
        raise NicknameTaken
    hosts = {repository_from(bearer.state.url).host}
    if not others or repository.host in hosts or others[0] in names:
        raise NicknameTaken
    return others[0]
