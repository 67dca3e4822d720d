"""Use cases of environments: where the code of a Git root runs."""

from datetime import datetime

from authz.access import origin
from authz.errors import RootNotFound
from authz.grants import RootGrant, require
from authz.policy import Action
from db_model.commit import attempted, commit
from db_model.environments.add import added
from db_model.environments.get import environment as stored
from db_model.environments.remove import removed
from db_model.environments.types import Environment
from db_model.roots.get import root as stored_root
from db_model.roots.types import Root
from db_model.roots.update import unchanged
from db_model.types import EnvironmentId
from envelopes.keyring import Keyring
from roots.domain.secrets import awaited, with_environment
from roots.errors import EnvironmentExists, EnvironmentNotFound
from roots.rules.environments import environment_from, needed_secrets
from roots.rules.status import check_settled
from roots.types import NewEnvironment
from store.types import Database


async def add_environment(
    db: Database, keyring: Keyring, grant: RootGrant, new: NewEnvironment, *, at: datetime
) -> Environment:
    """Tell where the code of the granted root runs; one commit.

    The secrets that it needs are there from then on, and empty until they are told.

    Raises:
        InvalidRootType: the root has no code.
        EnvironmentExists: that was told before.
        RootBeingMoved: not all of the root is in its new group yet.
        KeysUnavailable: the secrets that it needs cannot be sealed.
        AppError: a value is refused, as in ``environment_from``.
    """
    require(grant, Action.ADD_GIT_ENVIRONMENT)
    made = environment_from(new, grant.on, by=grant.access.stakeholder.email, at=at)

    async def attempt() -> Environment:
        root = await _settled(db, grant)
        if await stored(db, made.group_name, made.root_id, made.id) is not None:
            raise EnvironmentExists
        secrets = await awaited(db, keyring, made, needed_secrets(made), grant.access)
        writes = (*added(made), unchanged(root), *secrets)
        await commit(db, writes, origin(grant.access, at=at))
        return made

    return await attempted(attempt)


async def remove_environment(
    db: Database, grant: RootGrant, id_: EnvironmentId, *, at: datetime
) -> None:
    """Remove an environment of the granted root, with its secrets; one commit.

    Raises:
        EnvironmentNotFound: the root has none of this id.
        RootBeingMoved: not all of the root is in its new group yet.
    """
    require(grant, Action.REMOVE_ENVIRONMENT_URL)

    async def attempt() -> None:
        found = await stored(db, grant.on.group_name, grant.on.id, id_)
        if found is None:
            raise EnvironmentNotFound
        root = await _settled(db, grant)
        writes = (*removed(found), *await with_environment(db, found), unchanged(root))
        await commit(db, writes, origin(grant.access, at=at))

    await attempted(attempt)


async def _settled(db: Database, grant: RootGrant) -> Root:
    """Return the granted root as it stands: what a move copies must not change under it."""
    root = await stored_root(db, grant.on.group_name, grant.on.id)
    if root is None:
        raise RootNotFound
    check_settled(root)
    return root
