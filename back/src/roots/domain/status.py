"""Use cases of whether a root is tested."""

from datetime import datetime

from authz.access import origin
from authz.errors import ActionDenied, RootNotFound
from authz.grants import RootGrant, require
from authz.policy import Action, attributes
from db_model.commit import attempted, commit
from db_model.groups.get import group as stored_group
from db_model.groups.types import Group
from db_model.groups.update import unchanged
from db_model.roots.add import guard
from db_model.roots.get import root as stored_root
from db_model.roots.types import Root
from db_model.roots.update import updated
from roots.domain.exclusion import pending, wishes
from roots.domain.places import places_of
from roots.errors import RootBeingDeactivated, RootExists
from roots.rules.status import (
    activated,
    check_settled,
    deactivated,
    leaving_from,
    service_of,
)
from roots.types import Leaving
from store.types import Absent, Check, Database, Put, Write


async def deactivate_root(
    db: Database, grant: RootGrant, leaving: Leaving, *, at: datetime
) -> Root:
    """Test the granted root no more; one commit, none where it is not tested anyway.

    A job closes what it has open; what was submitted or rejected stays.

    Raises:
        ActionDenied: the group lacks the service that tests roots of this kind.
        RootBeingMoved: not all of it is in its new group yet.
        AppError: the reason is refused, as in ``leaving_from``.
    """
    require(grant, Action.DEACTIVATE_ROOT)
    await _group(db, grant)
    kept = leaving_from(leaving)

    async def attempt() -> Root:
        was = await _stored(db, grant)
        now = deactivated(was, kept, by=grant.access.stakeholder.email, at=at)
        if now == was:
            return was
        check_settled(was)
        writes = (*updated(was, now), *await wishes(db, now, at=at))
        await commit(db, writes, origin(grant.access, at=at))
        return now

    return await attempted(attempt)


async def activate_root(db: Database, grant: RootGrant, *, at: datetime) -> Root:
    """Test the granted root again; one commit, none where it is tested already.

    Raises:
        ActionDenied: the group lacks the service that tests roots of this kind.
        RootBeingDeactivated: not all is closed yet that it had open.
        RootBeingMoved: not all of it is in its new group yet.
        RootExists: the same is tested as another root by now.
    """
    require(grant, Action.ACTIVATE_ROOT)

    async def attempt() -> Root:
        group = await _group(db, grant)
        was = await _stored(db, grant)
        now = activated(was, by=grant.access.stakeholder.email, at=at)
        if now == was:
            return was
        check_settled(was)
        writes = (*updated(was, now), *await _held(db, group, now), unchanged(group))
        await commit(db, writes, origin(grant.access, at=at))
        return now

    return await attempted(attempt)


async def _held(db: Database, group: Group, now: Root) -> tuple[Write, ...]:
    """Return the writes by which ``now`` alone tests what it does, once all of it is closed."""
    places = sorted(places_of(group, now))
    wish, *items = await db.get([pending(now), *places], strong=True)
    if wish is not None:
        raise RootBeingDeactivated
    if any(item is not None and item.body != now.id.encode() for item in items):
        raise RootExists
    missing = [place for place, item in zip(places, items, strict=True) if item is None]
    puts = (Put(guard(now, place), Absent()) for place in missing)
    return (Check(pending(now), Absent()), *puts)


async def _group(db: Database, grant: RootGrant) -> Group:
    group = await stored_group(db, grant.on.group_name)
    if group is None or service_of(grant.on) not in attributes(group):
        raise ActionDenied
    return group


async def _stored(db: Database, grant: RootGrant) -> Root:
    found = await stored_root(db, grant.on.group_name, grant.on.id)
    if found is None:
        raise RootNotFound
    return found
