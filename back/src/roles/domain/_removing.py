"""Removing roles: what takes the place of one holds at once, and a job tidies up behind it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from authz.access import origin
from authz.custom import NAMED, actions_of, built_in
from authz.errors import RoleNotFound
from authz.grants import OrganizationGrant, require
from authz.policy import Action
from db_model.access.get import membership
from db_model.access.types import GroupAccess, GroupRole, Membership, OrganizationRole
from db_model.access.update import changed
from db_model.commit import attempted, commit, made_by
from db_model.roles.get import role
from db_model.roles.holders import held, holders, let_go
from db_model.roles.keys import main
from db_model.roles.remove import ended, removed
from db_model.roles.types import CustomRole, RoleLevel
from db_model.roles.update import replaced, touched
from db_model.stakeholders.get import stakeholders
from db_model.stakeholders.update import touched as person_touched
from db_model.types import RoleId
from jobs.enqueue import enqueue
from jobs.types import Kind, Run
from kit.time import Clock, milliseconds
from roles.domain._defining import found, places
from roles.errors import RoleInUse
from roles.rules import check_given
from store.requests import RequestStore
from store.types import Database, Key, Store, Write
from store.versions import next_version

REPLACE: Final = "replace-role"  # the job that gives all who hold a role what takes its place
HOLDERS_A_COMMIT: Final = 15  # of five writes each


async def remove_role(
    db: Database, grant: OrganizationGrant, *, id_: RoleId, replacement: str | None, at: datetime
) -> bool:
    """Remove a role of the granted organization; one commit; return whether a job goes on with it.

    ``replacement`` is the id of another role of the same level, or the name of one that all
    organizations have.  For who holds the role it is what the role says from then on.

    Raises:
        RoleNotFound: the organization has no such role, or not this replacement.
        RoleInUse: somebody holds it and there is no replacement, or it is to replace another.
        RoleTooStrong: the replacement allows somebody what the caller may not give there.
    """
    require(grant, Action.REMOVE_ROLE)

    async def attempt() -> bool:
        known = await found(db, grant.on.id, id_)
        who = await holders(db, id_)
        if not who:
            await commit(db, removed(known), origin(grant.access, at=at))
            return False
        if replacement is None or any(key.pk == key.sk for key in who):
            raise RoleInUse
        writes = await _replacing(db, grant, known, replacement, who, at)
        await commit(db, writes, origin(grant.access, at=at))
        return True

    return await attempted(attempt)


def kinds(store: Store, clock: Clock) -> tuple[Kind, ...]:
    """Return the kind of job that replaces roles."""

    async def handle(job: Run) -> None:
        await replace_role(RequestStore(store), job, at=clock())

    return (Kind(name=REPLACE, handle=handle),)


async def replace_role(db: Database, job: Run, *, at: datetime) -> None:
    """Give all who hold the role that the job is about what takes its place, and remove it.

    Raises:
        ChangedMeanwhile: another runner has taken the job over, or people changed the same again
            and again; whoever has the replacement keeps it.
    """
    while not await attempted(lambda: _replaced_for_some(db, job, at)):
        pass


async def _replaced_for_some(db: Database, job: Run, at: datetime) -> bool:
    """Do as much as one commit takes; return whether that was all."""
    known = await role(db, RoleId(job.subject))
    if known is None or known.replaced_by is None:
        return True
    who = await holders(db, known.id)
    writes: dict[Write, None] = {}
    for key in who[:HOLDERS_A_COMMIT]:
        writes |= dict.fromkeys(await _replaced_for(db, known, key, at))
    if not who:
        instead = _custom(known.replaced_by)
        writes = dict.fromkeys((ended(known), *let_go(instead, _as_holder(known.id))))
    await commit(db, (*writes, job.fence), made_by(known.modified_by, at=at))
    return not who


async def _replaced_for(
    db: Database, known: CustomRole, key: Key, at: datetime
) -> tuple[Write, ...]:
    was = await membership(db, key)
    (person,) = (None,) if was is None else await stakeholders(db, [was.email])
    if was is None or person is None or was.custom_role != known.id:
        return let_go(known.id, key)  # nobody is left who holds it there
    now = _with(was, known.replaced_by or "", at)
    return (*changed(was, now), person_touched(person, at=at))


def _with(was: Membership, instead: str, at: datetime) -> Membership:
    custom, version = _custom(instead), next_version(was.version, milliseconds(at))
    if isinstance(was, GroupAccess):
        in_group = GroupRole.CUSTOM if custom else GroupRole(instead)
        return replace(was, role=in_group, custom_role=custom, version=version)
    there = OrganizationRole.CUSTOM if custom else OrganizationRole(instead)
    return replace(was, role=there, custom_role=custom, version=version)


async def _replacing(
    db: Database,
    grant: OrganizationGrant,
    known: CustomRole,
    replacement: str,
    who: Sequence[Key],
    at: datetime,
) -> tuple[Write, ...]:
    here = places(grant, known.level, tuple(who))
    if _custom(replacement) is None:
        _check_built_in(known, replacement, here)
        more: tuple[Write, ...] = ()
    else:
        instead = await found(db, grant.on.id, RoleId(replacement), known.level)
        if instead.id == known.id:
            raise RoleNotFound
        check_given(actions_of(instead) - actions_of(known), here)
        more = (touched(instead, at=at), *held(instead.id, _as_holder(known.id)))
    now = replace(
        known,
        replaced_by=replacement,
        modified_by=grant.access.stakeholder.email,
        modified_at=at,
        version=next_version(known.version, milliseconds(at)),
    )
    return (*replaced(known, now), *more, await enqueue(db, REPLACE, known.id, now=at))


def _check_built_in(known: CustomRole, name: str, here: Sequence[frozenset[Action]]) -> None:
    """Check that a role which all organizations have may be given in place of another.

    It may where it allows no more than the other did, and by whom it may be granted.
    """
    level = "group" if known.level is RoleLevel.GROUP else "organization"
    granting = NAMED.get(f"grant_{level}_level_role:{name}")
    if granting is None:
        raise RoleNotFound
    if not built_in(known.level, name) <= actions_of(known):
        check_given(frozenset({granting}), here)


def _custom(name: str) -> RoleId | None:
    """Return the id of a custom role, or ``None`` for the name of one that all have."""
    return None if name in _BUILT_IN else RoleId(name)


def _as_holder(id_: RoleId) -> Key:
    """Return what stands for a role among those who hold the one that takes its place."""
    return Key(main(id_).pk, main(id_).pk)


_BUILT_IN: Final = frozenset(str(role) for role in (*GroupRole, *OrganizationRole))
