"""Use cases of IP and URL roots."""

from datetime import datetime
from typing import TypeVar

from authz.access import origin
from authz.errors import RootNotFound
from authz.grants import GroupGrant, RootGrant, require
from authz.policy import Action
from db_model.commit import attempted, commit
from db_model.roots import keys
from db_model.roots.add import added
from db_model.roots.get import root as stored_root
from db_model.roots.get import taken
from db_model.roots.types import IPRoot, Root, URLRoot
from db_model.roots.update import updated
from db_model.types import RootId
from kit.time import milliseconds
from roots.domain.guards import swapped
from roots.domain.places import places_of, unchanged_scope
from roots.errors import InvalidRootValue, NicknameTaken, RootExists
from roots.rules.hosts import ip_state_from, renamed, url_state_from
from roots.types import NewIPRoot, NewURLRoot
from store.types import Database, Key

R = TypeVar("R", IPRoot, URLRoot)


async def add_ip_root(
    db: Database, grant: GroupGrant, new: NewIPRoot, *, id_: RootId, at: datetime
) -> IPRoot:
    """Add a machine to what is tested in the granted group; one commit.

    Raises:
        RootExists: the organization has it; the group, where it is tested once.
        NicknameTaken: another root of the group bears the nickname.
        ActionDenied: the group was removed meanwhile, or is served otherwise.
        AppError: a value is refused, as in ``ip_state_from``.
    """
    require(grant, Action.ADD_IP_ROOT)
    group, by = grant.on, grant.access.stakeholder.email
    root = IPRoot(
        id=id_,
        group_name=group.name,
        organization_id=group.organization_id,
        created_by=by,
        created_at=at,
        state=ip_state_from(new, by=by, at=at),
        version=milliseconds(at),
    )
    return await _added(db, grant, root, at=at)


async def add_url_root(
    db: Database, grant: GroupGrant, new: NewURLRoot, *, id_: RootId, at: datetime
) -> URLRoot:
    """Add a site to what is tested in the granted group; one commit.

    Raises:
        RootExists: the organization has it; the group, where it is tested once.
        NicknameTaken: another root of the group bears the nickname.
        ActionDenied: the group was removed meanwhile, or is served otherwise.
        AppError: a value is refused, as in ``url_state_from``.
    """
    require(grant, Action.ADD_URL_ROOT)
    group, by = grant.on, grant.access.stakeholder.email
    root = URLRoot(
        id=id_,
        group_name=group.name,
        organization_id=group.organization_id,
        created_by=by,
        created_at=at,
        state=url_state_from(new, by=by, at=at),
        version=milliseconds(at),
    )
    return await _added(db, grant, root, at=at)


async def update_ip_root(db: Database, grant: RootGrant, nickname: str, *, at: datetime) -> IPRoot:
    """Give the granted IP root another nickname; one commit, none where it bears it.

    Raises:
        NicknameTaken: another root of the group bears it.
        AppError: it is refused, as in ``renamed``, or the root is none of IP.
    """
    require(grant, Action.UPDATE_IP_ROOT)

    async def attempt() -> IPRoot:
        was = await _stored(db, grant)
        if not isinstance(was, IPRoot):
            raise InvalidRootValue
        now = renamed(was, nickname, by=grant.access.stakeholder.email, at=at)
        await _renamed(db, grant, was, now, at=at)
        return now

    return await attempted(attempt)


async def update_url_root(
    db: Database, grant: RootGrant, nickname: str, *, at: datetime
) -> URLRoot:
    """Give the granted URL root another nickname, as ``update_ip_root`` does."""
    require(grant, Action.UPDATE_URL_ROOT)

    async def attempt() -> URLRoot:
        was = await _stored(db, grant)
        if not isinstance(was, URLRoot):
            raise InvalidRootValue
        now = renamed(was, nickname, by=grant.access.stakeholder.email, at=at)
        await _renamed(db, grant, was, now, at=at)
        return now

    return await attempted(attempt)


async def _added(db: Database, grant: GroupGrant, root: R, *, at: datetime) -> R:
    named = keys.nickname(root.group_name, root.state.nickname)
    guards: tuple[Key, ...] = (*places_of(grant.on, root), named)

    async def attempt() -> R:
        scope = await unchanged_scope(db, grant)
        is_there, is_named = await taken(db, guards)
        if is_there:
            raise RootExists
        if is_named:
            raise NicknameTaken
        await commit(db, (*added(root, guards), scope), origin(grant.access, at=at))
        return root

    return await attempted(attempt)


async def _stored(db: Database, grant: RootGrant) -> Root:
    root = await stored_root(db, grant.on.group_name, grant.on.id)
    if root is None:
        raise RootNotFound
    return root


async def _renamed(db: Database, grant: RootGrant, was: Root, now: Root, *, at: datetime) -> None:
    if now == was:
        return
    writes = await swapped(
        db,
        now,
        old={keys.nickname(was.group_name, was.state.nickname)},
        new={keys.nickname(now.group_name, now.state.nickname)},
        refusal=NicknameTaken,
    )
    await commit(db, (*updated(was, now), *writes), origin(grant.access, at=at))
