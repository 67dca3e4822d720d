"""What an issuer's groups give, and take again."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from authz.access import Access, Principal, access_of
from browsing import Browser, Doors, a_door, configured, doors, role
from db_model.access.add import group_access_added
from db_model.access.types import GroupAccess, GroupRole, OrganizationRole
from db_model.commit import commit, made_by
from db_model.stakeholders.types import PlatformRole
from db_model.types import Email
from kit.time import milliseconds
from people import BUILDER, Tenant, a_group_of, a_person, a_tenant, member_of
from settings import MappedRole
from store.requests import RequestStore
from world import START, World

EMAIL = Email("ada@example.com")
ROLES = (
    role("admins", "platform", "", "admin"),
    role("leads", "organization", "acme", "user_manager"),
    role("staff", "organization", "acme", "user"),
    role("devs", "group", "acmegroup", "vulnerability_manager"),
)
LEAD = {"organization": "user_manager"}


@pytest.fixture
async def tenant(world: World) -> Tenant:
    return await a_tenant(world)


@asynccontextmanager
async def a_mapping(world: World, roles: tuple[MappedRole, ...] = ROLES) -> AsyncIterator[Doors]:
    async with a_door(world, roles=roles) as door:
        yield door


async def _enter(door: Doors, *groups: str) -> Browser:
    door.issuer.person["groups"] = list(groups)
    browser = door.browser()
    await browser.sign_in(door.issuer)
    assert browser.is_signed_in
    return browser


async def _let_in(world: World, tenant: Tenant) -> None:
    """Make her a member of a group as people do."""
    seat = GroupAccess(
        email=EMAIL,
        group_name=tenant.group.name,
        role=GroupRole.USER,
        granted_by=BUILDER,
        granted_at=START,
        version=milliseconds(START),
    )
    await commit(world.store, group_access_added(seat), made_by(BUILDER, at=world.clock()))


async def _person(world: World) -> Access:
    person = await access_of(RequestStore(world.store), Principal(email=EMAIL))
    assert person is not None
    return person


async def _held(world: World, tenant: Tenant) -> dict[str, str]:
    person = await _person(world)
    role_here = person.stakeholder.role
    held = {"platform": str(role_here)} if role_here is not PlatformRole.USER else {}
    if (organization := person.organizations.get(tenant.organization.id)) is not None:
        held["organization"] = organization.role
    if (group := person.groups.get(tenant.group.name)) is not None:
        held["group"] = group.role
    return held


async def test_groups_give_roles_and_take_them_again(world: World, tenant: Tenant) -> None:
    async with a_mapping(world) as door:
        await _enter(door, "leads", "unknown")
        as_lead = await _held(world, tenant)
        await _enter(door, "admins", "staff", "devs")
        as_developer = await _held(world, tenant)
        await _enter(door)
        at_last = await _held(world, tenant)

    assert as_lead == LEAD
    assert as_developer == {
        "platform": "admin",
        "organization": "user",
        "group": "vulnerability_manager",
    }
    assert at_last == {}


async def test_of_several_roles_in_a_place_the_one_named_first_counts(
    world: World, tenant: Tenant
) -> None:
    async with a_mapping(world) as door:
        await _enter(door, "staff", "leads")

    assert await _held(world, tenant) == LEAD


async def test_a_role_in_a_group_makes_one_a_user_of_its_organization_as_long_as_it_lasts(
    world: World, tenant: Tenant
) -> None:
    async with a_mapping(world) as door:
        await _enter(door, "devs")
        meanwhile = await _held(world, tenant)
        await _enter(door)

    assert meanwhile == {"organization": "user", "group": "vulnerability_manager"}
    assert await _held(world, tenant) == {}


async def test_what_people_gave_stays_where_no_role_is_wanted(world: World, tenant: Tenant) -> None:
    by_hand = member_of(tenant, GroupRole.HACKER, OrganizationRole.USER_MANAGER)
    await a_person(world, by_hand, email=EMAIL)
    async with a_mapping(world) as door:
        await _enter(door)

    assert await _held(world, tenant) == {"group": "hacker", "organization": "user_manager"}


async def test_a_role_that_is_wanted_takes_the_place_of_what_people_gave(
    world: World, tenant: Tenant
) -> None:
    by_hand = member_of(tenant, GroupRole.HACKER, OrganizationRole.USER_MANAGER)
    await a_person(world, by_hand, email=EMAIL)
    async with a_mapping(world) as door:
        await _enter(door, "devs")
        meanwhile = await _held(world, tenant)
        await _enter(door)

    # The organization's role was none of the issuer's, so it is not its to take.
    assert meanwhile == {"group": "vulnerability_manager", "organization": "user_manager"}
    assert await _held(world, tenant) == {"organization": "user_manager"}


async def test_an_organization_is_not_left_where_people_let_one_into_a_group(
    world: World, tenant: Tenant
) -> None:
    other = await a_group_of(world, tenant.organization, name="shop")
    async with a_mapping(world) as door:
        await _enter(door, "devs")
        await _let_in(world, other)
        await _enter(door)

    person = await _person(world)
    assert set(person.groups) == {other.group.name}
    assert set(person.organizations) == {tenant.organization.id}


async def test_a_place_that_is_not_there_gives_nothing_and_hinders_nobody(
    world: World, tenant: Tenant
) -> None:
    roles = (
        role("staff", "organization", "nowhere", "user"),
        role("staff", "group", "nowhere", "user"),
        *ROLES,
    )
    async with a_mapping(world, roles) as door:
        await _enter(door, "staff")

    assert await _held(world, tenant) == {"organization": "user"}


async def test_what_a_sign_in_gives_is_effective_at_once_and_in_the_trail(
    world: World, tenant: Tenant
) -> None:
    manager = await a_person(world, member_of(tenant))
    async with a_mapping(world) as door:
        browser = await _enter(door, "devs")
        session = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        query = f'{{ group(groupName: "{tenant.group.name}") {{ name }} }}'
        seen = await world.ask(query, token=session)
        await world.indexed()

    trail = await world.ask(
        f'{{ group(groupName: "{tenant.group.name}") {{ auditTrail(first: 5) {{ edges {{ node {{'
        " principal changes { kind operation } } } } } }",
        token=manager.token,
    )
    entries = [edge["node"] for edge in trail["group"]["auditTrail"]["edges"]]
    assert seen["group"] == {"name": tenant.group.name}
    assert {"kind": "group-access", "operation": "CREATED"} in [
        change for entry in entries if entry["principal"] == EMAIL for change in entry["changes"]
    ]


async def test_all_places_of_a_mapping_can_change_in_one_sign_in(world: World) -> None:
    names = [f"team{letter}" for letter in "abcdefghijklmno"]
    tenants = [await a_tenant(world, name=name) for name in names]
    before = tuple(role("before", "group", t.group.name, "user") for t in tenants)
    after = tuple(
        role("after", "organization", t.organization.name, "customer_manager") for t in tenants
    )
    async with a_mapping(world, before) as door:
        await _enter(door, "before")
        issuer = door.issuer
        had = await _person(world)
        async with doors(world, issuer, [configured(issuer, roles=after)]) as changed:
            await _enter(changed, "after")

    assert len(had.groups) == len(had.organizations) == 15
    person = await _person(world)
    assert {access.role for access in person.organizations.values()} == {
        OrganizationRole.CUSTOMER_MANAGER
    }
    assert len(person.organizations) == 15
