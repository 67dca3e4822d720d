"""People of a test's world, with their rights and a token each, put there directly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Final

from db_model.access.add import group_access_added, organization_access_added
from db_model.access.types import GroupAccess, GroupRole, OrganizationAccess, OrganizationRole
from db_model.api_tokens.add import added as token_added
from db_model.commit import commit
from db_model.context import Origin
from db_model.groups.add import added as group_added
from db_model.groups.types import Group
from db_model.organizations.add import added as organization_added
from db_model.organizations.types import Organization, OrganizationState, OrganizationStatus
from db_model.roots import keys as root_keys
from db_model.roots.add import added as root_added
from db_model.roots.types import Cloning, CloningStatus, GitRoot, GitRootState, RootStatus
from db_model.stakeholders.add import added as stakeholder_added
from db_model.stakeholders.types import PlatformRole, Stakeholder
from db_model.types import Email, GroupName, OrganizationId, RoleId, RootId, TokenId
from groups.domain import service_writes
from groups.rules import group_from
from groups.types import NewGroup
from kit.time import milliseconds
from stakeholders.domain import token_made
from stakeholders.rules.tokens import LONGEST_LIFE
from store.types import Write
from world import START, World

BUILDER: Final = Email("builder@example.com")
_numbers = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    email: Email
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """An organization with a group that has all services, and a root in it."""

    organization: Organization
    group: Group
    root: GitRoot


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """What a person is: on the platform, and by id or name in organizations and groups."""

    platform: PlatformRole | None = PlatformRole.USER
    organizations: Mapping[OrganizationId, OrganizationRole] = field(default_factory=dict)
    groups: Mapping[GroupName, GroupRole] = field(default_factory=dict)
    custom: RoleId | None = None  # what the role `CUSTOM` says


def member_of(
    tenant: Tenant,
    role: GroupRole = GroupRole.USER_MANAGER,
    organization_role: OrganizationRole = OrganizationRole.USER,
) -> Roles:
    return Roles(
        organizations={tenant.organization.id: organization_role},
        groups={tenant.group.name: role},
    )


async def a_person(world: World, roles: Roles | None = None, *, email: str | None = None) -> Person:
    """Put a person with these ``roles`` there, and a token that lasts."""
    roles = roles or Roles()
    address = Email(email or f"person{next(_numbers)}@example.com")
    version = milliseconds(START)
    text, token = token_made(
        address,
        id_=TokenId(f"token-of-{address}"),
        name="test",
        issued_at=START,
        expires_at=START + LONGEST_LIFE,
    )
    writes: list[Write] = [
        *stakeholder_added(
            Stakeholder(
                email=address,
                first_name="Test",
                last_name="Person",
                role=roles.platform,
                registered_at=START,
                version=version,
            )
        ),
        *token_added(token),
    ]
    for id_, role in roles.organizations.items():
        writes.extend(
            organization_access_added(
                OrganizationAccess(
                    email=address,
                    organization_id=id_,
                    role=role,
                    custom_role=roles.custom if role is OrganizationRole.CUSTOM else None,
                    granted_by=BUILDER,
                    granted_at=START,
                    version=version,
                )
            )
        )
    for name, group_role in roles.groups.items():
        writes.extend(
            group_access_added(
                GroupAccess(
                    email=address,
                    group_name=name,
                    role=group_role,
                    custom_role=roles.custom if group_role is GroupRole.CUSTOM else None,
                    granted_by=BUILDER,
                    granted_at=START,
                    version=version,
                )
            )
        )
    await _put(world, writes)
    return Person(email=address, token=text)


async def a_tenant(world: World, *, name: str = "acme") -> Tenant:
    """Put an organization, a group and a root there, named after ``name`` (four letters)."""
    version = milliseconds(START)
    organization = Organization(
        id=OrganizationId(f"ORG#{name}-{next(_numbers)}"),
        name=name,
        country="Colombia",
        created_by=BUILDER,
        created_at=START,
        state=OrganizationState(
            status=OrganizationStatus.ACTIVE, modified_by=BUILDER, modified_at=START
        ),
        version=version,
    )
    await _put(world, [*organization_added(organization)])
    return await a_group_of(world, organization, name=name)


async def a_group_of(world: World, organization: Organization, *, name: str) -> Tenant:
    """Put a group and a root of an organization there, named after ``name`` (four letters)."""
    new = NewGroup(name=f"{name}group", description="A group", has_machine=True, has_squad=True)
    group = group_from(new, organization, by=BUILDER, at=START)
    root = _root(group, nickname=f"{name}app")
    await _put(world, [*group_added(group)])
    guards = (root_keys.nickname(group.name, root.state.nickname),)
    await _put(world, [*root_added(root, guards)])
    return Tenant(organization=organization, group=group, root=root)


async def an_agent_of(world: World, tenant: Tenant) -> None:
    """Put the account of the CI agent of a group there, as each group that is added has one."""
    await _put(world, [*service_writes(tenant.group, by=BUILDER, at=START)])


def _root(group: Group, *, nickname: str) -> GitRoot:
    return GitRoot(
        id=RootId(f"root-{nickname}"),
        group_name=group.name,
        organization_id=group.organization_id,
        created_by=BUILDER,
        created_at=START,
        state=GitRootState(
            nickname=nickname,
            url=f"https://git.example.com/{nickname}",
            branch="main",
            environment="production",
            includes_health_check=False,
            gitignore=(),
            use_vpn=False,
            status=RootStatus.ACTIVE,
            modified_by=BUILDER,
            modified_at=START,
        ),
        cloning=Cloning(status=CloningStatus.UNKNOWN, reason="root created", modified_at=START),
        version=milliseconds(START),
    )


async def _put(world: World, writes: list[Write]) -> None:
    await commit(world.service.engines.store, writes, Origin(principal=BUILDER, at=START))
