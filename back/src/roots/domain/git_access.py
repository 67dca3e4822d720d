"""With which credentials a repository is reached, and the proof that it can be.

The service shows the secret of credentials to the host that it reaches.  So that nobody who may
only name a repository makes it show a secret to a host of his own, credentials are used at a host
for the first time by their owner alone; where the organization uses them, others may as well.
"""

from dataclasses import dataclass, field
from datetime import datetime

from authz.access import Access
from authz.grants import on_group
from authz.policy import Action
from credentials.domain import found, kept, opened
from credentials.errors import CredentialsNotFound, InvalidCredentialsField
from credentials.rules import credentials_from, login_from
from db_model.credentials.types import Credentials
from db_model.roots.get import of_organization
from db_model.roots.types import GitRoot
from db_model.types import CredentialsId, GroupName, OrganizationId
from envelopes.keyring import Keyring
from repositories.check import Git, check_access
from repositories.types import Login, Remote
from roots.rules.git import branch_from, repository_from
from roots.types import GitAccess
from store.types import Database, Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What secrets are opened with, and how git reaches repositories."""

    keyring: Keyring
    git: Git


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Credentials of a root; ``made`` are new ones, which are kept in the root's own commit."""

    id: CredentialsId | None = None
    made: Credentials | None = None
    login: Login | None = field(default=None, repr=False)
    keyring: Keyring | None = None

    async def writes(self, db: Database) -> tuple[Write, ...]:
        """Return the writes that keep what is new; raises as ``credentials.domain.kept``."""
        if self.made is None or self.login is None or self.keyring is None:
            return ()
        return await kept(db, self.keyring, self.made, self.login)


async def chosen(
    db: Database,
    means: Means,
    caller: Access,
    asked: GitAccess,
    *,
    of: tuple[OrganizationId, CredentialsId],
    at: datetime,
) -> Chosen:
    """Return the credentials of a root in the organization ``of``, the id being that of new ones.

    Raises:
        CredentialsNotFound: the organization has none of the id, or the caller may not use them
            at this host.
        NotAccessible: the repository cannot be reached with them.
        BranchNotFound: it has no such branch.
        KeysUnavailable: they cannot be opened.
        AppError: a value is refused.
    """
    repository, branch = repository_from(asked.url), branch_from(asked.branch)
    if asked.credentials.id is not None:
        held = await found(db, of[0], asked.credentials.id)
        login = await _login_for(db, means, caller, held, repository.host)
        using = Chosen(id=held.id, login=login)
    else:
        using = _made(means, caller, asked, of, at=at)
    if asked.is_proved:
        remote = Remote(url=repository.url, branch=branch, login=using.login)
        await check_access(means.git, remote)
    return using


async def validate_git_access(
    db: Database,
    means: Means,
    caller: Access,
    asked: GitAccess,
    *,
    group_name: GroupName | None,
) -> None:
    """Check that a repository can be reached; nothing is kept.

    Credentials by id are those of the organization of the group, which needs the right there.

    Raises:
        ActionDenied: the caller has no right to ask for the group, or there is none.
        AppError: as ``chosen``.
    """
    group = None
    if group_name is not None:
        grant = await on_group(db, caller, Action.VALIDATE_GIT_ACCESS, name=group_name)
        group = grant.on
    repository, branch = repository_from(asked.url), branch_from(asked.branch)
    id_, new = asked.credentials.id, asked.credentials.new
    if id_ is None:
        if new.type is None:
            raise InvalidCredentialsField("type")
        login = login_from(new, new.type)
    else:
        if group is None:
            raise CredentialsNotFound
        held = await found(db, group.organization_id, id_)
        login = await _login_for(db, means, caller, held, repository.host)
    await check_access(means.git, Remote(url=repository.url, branch=branch, login=login))


async def check_use(db: Database, caller: Access, credentials: Credentials, host: str) -> None:
    """Check that the secret of credentials may be shown to a host: a query at most.

    Raises:
        CredentialsNotFound: the caller does not own them, and no root at the host uses them.
    """
    if caller.is_admin or caller.stakeholder.email == credentials.owner:
        return
    for root in await of_organization(db, credentials.organization_id):
        uses = isinstance(root, GitRoot) and root.state.credentials_id == credentials.id
        if uses and isinstance(root, GitRoot) and repository_from(root.state.url).host == host:
            return
    raise CredentialsNotFound


async def _login_for(
    db: Database, means: Means, caller: Access, credentials: Credentials, host: str
) -> Login:
    await check_use(db, caller, credentials, host)
    return await opened(db, means.keyring, credentials)


def _made(
    means: Means,
    caller: Access,
    asked: GitAccess,
    of: tuple[OrganizationId, CredentialsId],
    *,
    at: datetime,
) -> Chosen:
    organization, id_ = of
    by, new = caller.stakeholder.email, asked.credentials.new
    made, login = credentials_from(new, organization, id_=id_, by=by, at=at)
    return Chosen(id=id_, made=made, login=login, keyring=means.keyring)
