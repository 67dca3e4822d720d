"""Turning an identifier into a thing its holder was shown to have rights on.

Only this module makes grants, so a function that takes one cannot be reached without a
check; ``require`` says which check that had to be.
"""

from asyncio import gather
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from authz.access import Access
from authz.errors import ActionDenied, ImportNotFound, RootNotFound, VulnerabilityNotFound
from authz.policy import Action, Attribute, attributes
from db_model.credentials.types import Credentials
from db_model.environments.types import Environment
from db_model.findings.get import figures, finding
from db_model.findings.types import Finding, FindingStatus
from db_model.groups.get import group
from db_model.groups.types import Group
from db_model.imports.get import import_
from db_model.imports.types import Import
from db_model.organizations.get import id_by_name, organization
from db_model.organizations.types import Organization, OrganizationStatus
from db_model.roots.get import root
from db_model.roots.types import GitRoot, IPRoot, Root, URLRoot
from db_model.stakeholders.types import Stakeholder
from db_model.types import (
    FindingId,
    GroupName,
    ImportId,
    OrganizationId,
    RootId,
    VulnerabilityId,
)
from db_model.vulnerabilities.get import vulnerability
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus
from store.types import Database

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant(Generic[T_co]):
    """Proof that the caller with this ``access`` may perform ``action`` on ``on``."""

    access: Access
    action: Action
    on: T_co


@dataclass(frozen=True, slots=True, kw_only=True)
class RootToGroup:
    """A root, and another group than its own that is to have it."""

    root: Root
    group: Group


PlatformGrant: TypeAlias = Grant[Stakeholder]
OrganizationGrant: TypeAlias = Grant[Organization]
GroupGrant: TypeAlias = Grant[Group]
RootGrant: TypeAlias = Grant[Root]
RootToGroupGrant: TypeAlias = Grant[RootToGroup]
FindingGrant: TypeAlias = Grant[Finding]
VulnerabilityGrant: TypeAlias = Grant[Vulnerability]
ImportGrant: TypeAlias = Grant[Import]


def require(grant: Grant[object], action: Action) -> None:
    """Check that ``grant`` was made for ``action``.

    Raises:
        ActionDenied: it was made for another one: a bug of the caller, failing closed.
    """
    if grant.action is not action:
        raise ActionDenied


def on_platform(access: Access, action: Action) -> PlatformGrant:
    """Grant an action of the platform.

    Raises:
        ActionDenied: the caller's role does not allow it.
    """
    if action not in access.platform_actions():
        raise ActionDenied
    return Grant(access=access, action=action, on=access.stakeholder)


async def on_organization(
    db: Database, access: Access, action: Action, *, id_: OrganizationId
) -> OrganizationGrant:
    """Grant an action on the organization with this id.

    Raises:
        ActionDenied: there is none, or the caller has no right to the action.
    """
    if action not in access.organization_actions(id_):
        raise ActionDenied
    found = await organization(db, id_)
    if found is None or found.state.status is not OrganizationStatus.ACTIVE:
        raise ActionDenied
    return Grant(access=access, action=action, on=found)


async def on_organization_named(
    db: Database, access: Access, action: Action, *, name: str
) -> OrganizationGrant:
    """Grant an action on the organization of this name, as ``on_organization`` does."""
    id_ = await id_by_name(db, name)
    if id_ is None:
        raise ActionDenied
    return await on_organization(db, access, action, id_=id_)


async def on_group(
    db: Database,
    access: Access,
    action: Action,
    *,
    name: GroupName,
    needs: frozenset[Attribute] = frozenset(),
) -> GroupGrant:
    """Grant an action on a group that has what the action ``needs``.

    Raises:
        ActionDenied: there is none, the caller has no right to the action, or it needs more.
    """
    name = GroupName(name.lower())
    if action not in access.group_actions(name):
        raise ActionDenied
    found = await group(db, name)
    if found is None or not ({Attribute.ASM} | needs) <= attributes(found):
        raise ActionDenied
    return Grant(access=access, action=action, on=found)


async def on_root(
    db: Database,
    access: Access,
    action: Action,
    *,
    group_name: GroupName,
    id_: RootId,
    needs: frozenset[Attribute] = frozenset(),
) -> RootGrant:
    """Grant an action on a root of a group.

    Raises:
        ActionDenied: as ``on_group``.
        RootNotFound: the group has no such root.
    """
    granted = await on_group(db, access, action, name=group_name, needs=needs)
    found = await root(db, granted.on.name, id_)
    if found is None:
        raise RootNotFound
    return Grant(access=access, action=action, on=found)


async def on_root_to_group(
    db: Database,
    access: Access,
    action: Action,
    *,
    group_name: GroupName,
    id_: RootId,
    to: GroupName,
) -> RootToGroupGrant:
    """Grant an action on a root of a group and on the group ``to``: it needs the right in both.

    Raises:
        ActionDenied: as ``on_group``, for either group.
        RootNotFound: the first group has no such root.
    """
    other = await on_group(db, access, action, name=to)
    granted = await on_root(db, access, action, group_name=group_name, id_=id_)
    return Grant(access=access, action=action, on=RootToGroup(root=granted.on, group=other.on))


async def on_finding(
    db: Database,
    access: Access,
    action: Action,
    *,
    id_: FindingId,
    needs: frozenset[Attribute] = frozenset(),
) -> FindingGrant:
    """Grant an action on a finding; one without released vulnerabilities needs a right more.

    Raises:
        ActionDenied: there is none, or the caller has no right to the action.
    """
    found = await finding(db, id_)
    if found is None or found.state.status is FindingStatus.DELETED:
        raise ActionDenied
    await on_group(db, access, action, name=found.group_name, needs=needs)
    if Action.READ_DRAFT_FINDING not in access.group_actions(found.group_name):
        (counted,) = await figures(db, [id_])
        if not counted.released:
            raise ActionDenied
    return Grant(access=access, action=action, on=found)


async def on_vulnerability(
    db: Database, access: Access, action: Action, *, id_: VulnerabilityId
) -> VulnerabilityGrant:
    """Grant an action on a vulnerability; one that is not released needs a right more.

    Raises:
        VulnerabilityNotFound: there is none, its finding was removed, or the caller has no
            right to the action.
    """
    found = await vulnerability(db, id_)
    if found is None or action not in access.group_actions(found.group_name):
        raise VulnerabilityNotFound
    try:
        granted = on_group(db, access, action, name=found.group_name)
        _, of = await gather(granted, finding(db, found.finding_id))  # one get for both
    except ActionDenied as denied:
        raise VulnerabilityNotFound from denied
    if of is None or of.state.status is FindingStatus.DELETED:
        raise VulnerabilityNotFound
    seen = {VulnerabilityStatus.VULNERABLE, VulnerabilityStatus.SAFE}
    if Action.READ_DRAFT_VULNERABILITY in access.group_actions(found.group_name):
        seen |= {VulnerabilityStatus.SUBMITTED, VulnerabilityStatus.REJECTED}
    if found.state.status not in seen:
        raise VulnerabilityNotFound
    return Grant(access=access, action=action, on=found)


async def on_import(db: Database, access: Access, action: Action, *, id_: ImportId) -> ImportGrant:
    """Grant an action on an import.

    Raises:
        ImportNotFound: there is none, or the caller has no right to the action.
    """
    found = await import_(db, id_)
    if found is None:
        raise ImportNotFound
    try:
        await on_group(db, access, action, name=found.group_name)
    except ActionDenied as denied:
        raise ImportNotFound from denied
    return Grant(access=access, action=action, on=found)


def on_held(
    access: Access, action: Action, target: object, *, needs: frozenset[Attribute] = frozenset()
) -> Grant[object]:
    """Grant one more action on a thing that the caller holds already: nothing is read.

    Raises:
        ActionDenied: the caller has no right to the action there.
    """
    match target:
        case Group(name=name):
            allowed = access.group_actions(name)
            if not ({Attribute.ASM} | needs) <= attributes(target):
                raise ActionDenied
        case Finding(group_name=name) | Vulnerability(group_name=name):
            allowed = access.group_actions(name)
        case Environment(group_name=name):
            allowed = access.group_actions(name)
        case GitRoot(group_name=name) | IPRoot(group_name=name) | URLRoot(group_name=name):
            allowed = access.group_actions(name)
        case Organization(id=id_) | Credentials(organization_id=id_):
            allowed = access.organization_actions(id_)
        case _:
            raise ActionDenied
    if action not in allowed:
        raise ActionDenied
    return Grant(access=access, action=action, on=target)
