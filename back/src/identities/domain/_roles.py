"""What an issuer's groups give and take, as writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from authz.access import Access
from db_model.access import keys
from db_model.access.add import group_access_added, organization_access_added
from db_model.access.get import last_version
from db_model.access.remove import removed
from db_model.access.types import (
    GroupAccess,
    GroupRole,
    Membership,
    OrganizationAccess,
    OrganizationRole,
)
from db_model.access.update import changed
from db_model.groups.get import groups
from db_model.groups.types import Group, GroupStatus
from db_model.identities.types import Place
from db_model.organizations.get import id_by_name, organization
from db_model.organizations.types import OrganizationStatus
from db_model.stakeholders.types import PlatformRole, Stakeholder
from db_model.types import Email, GroupName, OrganizationId
from identities.rules import Decided, Where, decide
from identities.types import Mapped
from kit.time import milliseconds
from stakeholders.domain import entrance
from store.types import Database, Write
from store.versions import next_version

PLATFORM: Final = Where("platform", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """The places that roles are wanted in; ``homes`` are the organizations of the groups."""

    wanted: Mapping[Where, str]
    homes: frozenset[Where]
    unknown: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What becomes of somebody's roles; ``unknown`` are places that are not there."""

    role: PlatformRole
    given: tuple[Place, ...]
    taking: tuple[Write, ...]
    setting: tuple[Write, ...]
    left: tuple[Place, ...] = field(default=())
    unknown: tuple[str, ...] = ()


async def role_changes(
    db: Database,
    stakeholder: Stakeholder,
    person: Access | None,
    *,
    roles: Sequence[Mapped],
    given: Sequence[Place],
    at: datetime,
) -> Changes:
    """Return what becomes of the roles of ``stakeholder`` when its issuer gives ``roles``.

    A get an organization, two for all groups, and a query for each membership that is new.
    """
    targets = await _targets(db, roles)
    decided = decide(
        targets.wanted,
        implied=targets.homes,
        needed=await _needed(db, person, given) if given else frozenset(),
        held=_held(stakeholder, person),
        given=given,
    )
    setting: list[Write] = []
    for place in decided.set:
        setting.extend(await _set(db, stakeholder.email, person, place, at=at))
    taking = [
        write
        for place in decided.taken
        for membership in _membership(person, place)
        for write in removed(membership, by=stakeholder.email, at=at)
    ]
    return Changes(
        role=_platform_role(stakeholder, decided),
        given=decided.given,
        taking=tuple(taking),
        setting=tuple(setting),
        left=tuple(place for place in given if place not in decided.taken),
        unknown=targets.unknown,
    )


async def _targets(db: Database, roles: Sequence[Mapped]) -> Targets:
    wanted: dict[Where, str] = {}
    unknown: list[str] = []
    named = [role for role in roles if role.level == "group"]
    found = await groups(db, [GroupName(role.name) for role in named])
    homes: set[Where] = set()
    for role, group in zip(named, found, strict=True):
        if group is None or group.state.status is not GroupStatus.ACTIVE:
            unknown.append(f"group {role.name}")
        else:
            wanted[Where("group", group.name)] = role.role
            homes.add(Where("organization", group.organization_id))
    for role in roles:
        if role.level == "platform":
            wanted[PLATFORM] = role.role
        elif role.level == "organization":
            id_ = await _organization(db, role.name)
            if id_ is None:
                unknown.append(f"organization {role.name}")
            else:
                wanted[Where("organization", id_)] = role.role
    return Targets(wanted=wanted, homes=frozenset(homes), unknown=tuple(unknown))


async def _organization(db: Database, name: str) -> OrganizationId | None:
    id_ = await id_by_name(db, name)
    found = None if id_ is None else await organization(db, id_)
    is_active = found is not None and found.state.status is OrganizationStatus.ACTIVE
    return id_ if is_active else None


def _held(stakeholder: Stakeholder, person: Access | None) -> dict[Where, str]:
    held = {PLATFORM: str(stakeholder.role)} if stakeholder.role else {}
    if person is None:
        return held
    organizations = {
        Where("organization", id_): str(access.role)
        for id_, access in person.organizations.items()
        if access.has_access
    }
    groups_held = {
        Where("group", name): str(access.role)
        for name, access in person.groups.items()
        if access.has_access
    }
    return held | organizations | groups_held


async def _needed(db: Database, person: Access | None, given: Sequence[Place]) -> frozenset[Where]:
    """Return the organizations of groups in which one stays whatever a sign-in takes."""
    if person is None:
        return frozenset()
    # Where a role is wanted all the same, so is the organization.
    taken = {place.id for place in given if _held_as(person, place)}
    found: tuple[Group | None, ...] = await groups(
        db, [name for name in person.groups if name not in taken]
    )
    return frozenset(
        Where("organization", group.organization_id)
        for group in found
        if group is not None and group.state.status is GroupStatus.ACTIVE
    )


def _platform_role(stakeholder: Stakeholder, decided: Decided) -> PlatformRole:
    for place in decided.set:
        if place.level == PLATFORM.level:
            return PlatformRole(place.role)
    if any(place.level == PLATFORM.level for place in decided.taken):
        return PlatformRole.USER
    return stakeholder.role or PlatformRole.USER


async def _set(
    db: Database, email: Email, person: Access | None, place: Place, *, at: datetime
) -> tuple[Write, ...]:
    if place.level == PLATFORM.level:
        return ()
    wanted = _new(email, place, at=at)
    was = next(iter(_membership(person, place)), None)
    last = was.version if was else await last_version(db, keys.main(wanted))
    access = replace(wanted, version=next_version(last, milliseconds(at)))
    if was is not None:
        writes: tuple[Write, ...] = changed(was, access)
    elif isinstance(access, GroupAccess):
        writes = group_access_added(access)
    else:
        writes = organization_access_added(access)
    if isinstance(access, OrganizationAccess):
        writes += await entrance(db, access, at=at)
    return writes


def _new(email: Email, place: Place, *, at: datetime) -> Membership:
    if place.level == "group":
        return GroupAccess(
            email=email,
            group_name=GroupName(place.id),
            role=GroupRole(place.role),
            granted_by=email,
            granted_at=at,
            version=0,
        )
    return OrganizationAccess(
        email=email,
        organization_id=OrganizationId(place.id),
        role=OrganizationRole(place.role),
        granted_by=email,
        granted_at=at,
        version=0,
    )


def _membership(person: Access | None, place: Place) -> tuple[Membership, ...]:
    if person is None:
        return ()
    held: Membership | None = (
        person.groups.get(GroupName(place.id))
        if place.level == "group"
        else person.organizations.get(OrganizationId(place.id))
    )
    return () if held is None else (held,)


def _held_as(person: Access, place: Place) -> bool:
    held = person.groups.get(GroupName(place.id)) if place.level == "group" else None
    return held is not None and held.role == place.role
