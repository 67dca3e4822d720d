"""The use case of moving a root: one commit, after which it is tested in its new group."""

from collections.abc import Sequence
from datetime import datetime

from authz.access import origin
from authz.errors import ActionDenied, RootNotFound
from authz.grants import RootToGroupGrant, require
from authz.policy import Action
from db_model.commit import attempted, commit
from db_model.groups.get import groups
from db_model.groups.types import Group, GroupStatus
from db_model.groups.update import unchanged
from db_model.roots import keys
from db_model.roots.add import added, guard
from db_model.roots.get import root as stored_root
from db_model.roots.types import Root
from db_model.roots.update import updated
from db_model.types import RootId
from jobs.enqueue import enqueue
from jobs.items import job_key
from jobs.types import JobId
from moves.domain.job import AGAIN, LAG, MOVE, subject_of, subject_of_arrival
from moves.rules import arrived, check_movable, left
from roots.domain.places import places_of
from roots.errors import NicknameTaken, RootBeingMoved, RootExists
from store.types import Absent, AtVersion, Check, Database, Item, Key, Put, Write


async def move_root(db: Database, grant: RootToGroupGrant, *, id_: RootId, at: datetime) -> Root:
    """Test the granted root in the granted group, as a root with the id ``id_``; one commit.

    A job takes over what was found in it.  Returns the root as it is left.

    Raises:
        InvalidRootValue: it is not tested, is in that group, or the groups are of two
            organizations or are tested in two ways.
        RootBeingMoved: it has just come, and may not all be here yet.
        RootExists: that group has it already, or had it.
        NicknameTaken: another root of that group bears its nickname.
        ActionDenied: one of the groups was removed meanwhile.
        RootNotFound: the root was.
    """
    require(grant, Action.MOVE_ROOT)
    by = grant.access.stakeholder.email

    async def attempt() -> Root:
        source, target = await _groups(db, grant)
        was = await stored_root(db, source.name, grant.on.root.id)
        if was is None:
            raise RootNotFound
        check_movable(was, source, target)
        is_here = await _arrived(db, was)
        new = arrived(was, target.name, id_=id_, by=by, at=at)
        now = left(was, new, by=by, at=at)
        writes = (
            *updated(was, now),
            *added(new, ()),
            *await _held(db, target, was, new),
            *is_here,
            await enqueue(db, MOVE, subject_of(now), now=at),
            await enqueue(db, AGAIN, subject_of(now), now=at, run_after=at + LAG),
            unchanged(source),
            unchanged(target),
        )
        await commit(db, writes, origin(grant.access, at=at))
        return now

    return await attempted(attempt)


async def _groups(db: Database, grant: RootToGroupGrant) -> tuple[Group, Group]:
    names = (grant.on.root.group_name, grant.on.group.name)
    source, target = await groups(db, names)
    if source is None or target is None:
        raise ActionDenied
    if {source.state.status, target.state.status} != {GroupStatus.ACTIVE}:
        raise ActionDenied
    return source, target


async def _held(db: Database, group: Group, was: Root, new: Root) -> tuple[Put, ...]:
    """Return the writes by which ``new`` alone tests what it does, which ``was`` did before."""
    places = sorted(places_of(group, new))
    name, *items = await db.get([keys.nickname(group.name, new.state.nickname), *places])
    if any(item is not None and item.body != was.id.encode() for item in items):
        raise RootExists
    if name is not None:
        raise NicknameTaken
    nickname = keys.nickname(group.name, new.state.nickname)
    return (Put(guard(new, nickname), Absent()), *_inherited(new, places, items))


def _inherited(new: Root, places: Sequence[Key], items: Sequence[Item | None]) -> tuple[Put, ...]:
    return tuple(
        Put(guard(new, place), Absent() if item is None else AtVersion(item.version))
        for place, item in zip(places, items, strict=True)
    )


async def _arrived(db: Database, was: Root) -> tuple[Write, ...]:
    """Return what lets a commit through only once all of ``was`` is surely where it is."""
    subject = subject_of_arrival(was)
    if subject is None:
        return ()
    key = job_key(JobId(AGAIN, subject))
    (wish,) = await db.get([key], strong=True)
    if wish is not None:
        raise RootBeingMoved
    return (Check(key, Absent()),)
