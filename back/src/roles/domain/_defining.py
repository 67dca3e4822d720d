"""Defining roles, never stronger than who defines them."""

from dataclasses import replace
from datetime import datetime

from authz.access import Access, origin
from authz.custom import actions_of, built_in
from authz.errors import RoleNotFound
from authz.grants import OrganizationGrant, require
from authz.policy import Action
from db_model.access.types import GroupRole
from db_model.commit import attempted, commit
from db_model.roles.add import added
from db_model.roles.get import id_by_name, of_organization, role, standing
from db_model.roles.holders import groups_of, holders
from db_model.roles.types import CustomRole, RoleLevel
from db_model.roles.update import updated
from db_model.types import OrganizationId, RoleId
from kit.time import milliseconds
from roles.errors import RoleNameTaken
from roles.rules import actions_from, check_given, check_room, name_from
from roles.types import Asked
from store.types import Database, Key
from store.versions import next_version


async def roles_of(db: Database, grant: OrganizationGrant) -> tuple[CustomRole, ...]:
    """Return the roles that the granted organization has defined, by name: one query."""
    require(grant, Action.READ_ORGANIZATION_ROLES)
    return await _roles(db, grant.on.id)


async def role_of(db: Database, id_: RoleId | None) -> CustomRole | None:
    """Return what a member is by its role; none is read for a role that all organizations have."""
    if id_ is None:
        return None
    found = await standing(db, [id_])
    return found[0] if found else None


async def add_role(
    db: Database,
    grant: OrganizationGrant,
    asked: Asked,
    *,
    id_: RoleId,
    level: RoleLevel,
    at: datetime,
) -> CustomRole:
    """Define a role of the granted organization; one commit.

    For groups, who defines it counts as what a member with the same role in them is.

    Raises:
        RoleNameTaken: the organization has a role of this name.
        RoleTooStrong: it would allow what the caller is not allowed.
        TooManyRoles: the organization has as many roles as may be.
        AppError: the name or the actions are refused.
    """
    require(grant, Action.ADD_ROLE)
    name, actions = name_from(asked.name), actions_from(level, asked.actions)
    check_given(actions, [strength(grant, level)])
    new = CustomRole(
        id=id_,
        organization_id=grant.on.id,
        name=name,
        level=level,
        actions=tuple(sorted(map(str, actions))),
        modified_by=grant.access.stakeholder.email,
        modified_at=at,
        version=milliseconds(at),
    )

    async def attempt() -> CustomRole:
        check_room(await _roles(db, grant.on.id))
        if await id_by_name(db, grant.on.id, name) is not None:
            raise RoleNameTaken
        await commit(db, added(new), origin(grant.access, at=at))
        return new

    return await attempted(attempt)


async def update_role(
    db: Database, grant: OrganizationGrant, asked: Asked, *, id_: RoleId, at: datetime
) -> CustomRole:
    """Give a role of the granted organization another name and other actions; one commit.

    All who hold it are allowed what it then says at their very next request.

    Raises:
        RoleNotFound: the organization has no such role.
        RoleNameTaken: it has another one of this name.
        RoleTooStrong: the role would come to allow what the caller is not allowed, in the
            organization or in a group where somebody holds it.
        AppError: the name or the actions are refused.
    """
    require(grant, Action.UPDATE_ROLE)
    name = name_from(asked.name)

    async def attempt() -> CustomRole:
        was = await found(db, grant.on.id, id_)
        actions = actions_from(was.level, asked.actions)
        gained = actions - actions_of(was)
        here = places(grant, was.level, await holders(db, id_))
        check_given(gained, [strength(grant, was.level), *here])
        now = replace(
            was,
            name=name,
            actions=tuple(sorted(map(str, actions))),
            modified_by=grant.access.stakeholder.email,
            modified_at=at,
            version=next_version(was.version, milliseconds(at)),
        )
        if await id_by_name(db, grant.on.id, name) not in (None, id_):
            raise RoleNameTaken
        await commit(db, updated(was, now), origin(grant.access, at=at))
        return now

    return await attempted(attempt)


async def found(
    db: Database, organization: OrganizationId, id_: RoleId, level: RoleLevel | None = None
) -> CustomRole:
    """Return the role of the organization as it stands: a strong get.

    Raises:
        RoleNotFound: there is none, it is being removed, or it is of another level.
    """
    known = await role(db, id_)
    if known is None or known.organization_id != organization or known.replaced_by is not None:
        raise RoleNotFound
    if level is not None and known.level is not level:
        raise RoleNotFound
    return known


def strength(grant: OrganizationGrant, level: RoleLevel) -> frozenset[Action]:
    """Return the most that a role may allow which the caller defines."""
    access, id_ = grant.access, grant.on.id
    if level is RoleLevel.ORGANIZATION:
        return access.organization_actions(id_)
    role_there = access.organization_role(id_)
    most = built_in(level, str(role_there))
    return most | built_in(level, GroupRole.ADMIN) if access.is_admin else most


def places(
    grant: OrganizationGrant, level: RoleLevel, held: tuple[Key, ...]
) -> list[frozenset[Action]]:
    """Return what the caller may do wherever somebody holds a role."""
    access: Access = grant.access
    if level is RoleLevel.ORGANIZATION:
        return [access.organization_actions(grant.on.id)]
    return [access.group_actions(name) for name in sorted(groups_of(held))]


async def _roles(db: Database, id_: OrganizationId) -> tuple[CustomRole, ...]:
    return tuple(each for each in await of_organization(db, id_) if each.replaced_by is None)
