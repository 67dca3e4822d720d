"""Who is left in no organization leaves the platform, unless somebody lets it in meanwhile."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

import pytest

from authz.access import Access, Principal, access_of
from authz.errors import ActionDenied, LoginRequired
from authz.grants import on_group, on_organization, on_platform
from authz.policy import Action
from cutting import At, Watched
from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders import keys as stakeholder_keys
from db_model.stakeholders.types import PlatformRole
from db_model.types import Email, OrganizationId, TokenId
from groups.domain import add_group
from groups.types import NewGroup
from installation.domain import token_for
from invitations import accepted, links_to, visit
from members import REACHED, roles_in_group
from organizations.domain import add_organization
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import LOGIN_REQUIRED, refusal
from stakeholders.domain import add_token, remove_group_access, remove_organization_access
from stakeholders.types import NewToken
from store.requests import RequestStore
from store.types import Database
from world import World

REMOVE = """
mutation ($groupName: String! $email: String!) {
  removeStakeholderAccess(groupName: $groupName userEmail: $email) { success }
}
"""
GRANT = """
mutation ($groupName: String! $email: String!) {
  grantStakeholderAccess(email: $email groupName: $groupName role: USER) { success }
}
"""
REMOVE_FROM_ALL = """
mutation ($organizationId: String! $email: String!) {
  removeStakeholderOrganizationAccess(organizationId: $organizationId userEmail: $email) { success }
}
"""
Makes: TypeAlias = Callable[[Database, Access, Tenant, World], Awaitable[object]]


async def _ask(
    world: World, mutation: str, manager: Person, tenant: Tenant, email: str
) -> dict[str, bool]:
    places = {"groupName": tenant.group.name, "organizationId": tenant.organization.id}
    named = {name: value for name, value in places.items() if f"${name}" in mutation}
    answer = await world.ask(mutation, token=manager.token, email=email, **named)
    assert answer.data is not None, answer.errors
    (done,) = answer.data.values()
    return dict(done)


async def _access(db: Database, person: Person) -> Access:
    access = await access_of(db, Principal(email=person.email))
    assert access is not None
    return access


async def _left_of(world: World, email: Email) -> set[str]:
    return {key.sk for key in await world.contents() if key.pk == f"USR#{email}"}


async def test_an_administrator_of_the_platform_needs_no_membership(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    roles = replace(member_of(tenant, GroupRole.USER), platform=PlatformRole.ADMIN)
    admin = await a_person(world, roles)

    await _ask(world, REMOVE, manager, tenant, admin.email)

    reached = await world.ask(REACHED, token=admin.token, name=tenant.group.name)
    assert reached["group"] == {"userRole": "admin"}


async def test_who_comes_back_is_somebody_new_with_the_same_history(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    before = await world.contents()
    await _ask(world, REMOVE, manager, tenant, person.email)
    world.clock.advance(-timedelta(days=1))

    granted = await _ask(world, GRANT, manager, tenant, person.email)
    await accepted(world, person.email)

    after = await world.contents()
    again = await world.ask("{ me { role } }", token=person.token)
    history = [item for item in after.values() if item.key.pk == f"USRH#{person.email}"]
    key = stakeholder_keys.main(person.email)
    assert granted == {"success": True}
    assert refusal(again) == LOGIN_REQUIRED
    assert after[key].version > before[key].version
    assert sorted(item.kind for item in history) == [
        *["group-access-entry"] * 4,
        *["organization-access-entry"] * 3,
        "stakeholder-end",
    ]


async def test_the_machines_owner_can_let_somebody_back_in(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    before = await world.contents()
    await _ask(world, REMOVE, manager, tenant, person.email)
    earlier = world.clock() - timedelta(days=1)

    text = await token_for(world.service.engines.store, person.email, at=earlier)

    me = await world.ask("{ me { role } }", token=text)
    key = stakeholder_keys.main(person.email)
    assert me["me"] == {"role": "user"}
    assert (await world.contents())[key].version > before[key].version


@pytest.mark.parametrize("whole", [False, True])
async def test_who_is_let_in_elsewhere_meanwhile_stays(world: World, *, whole: bool) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    director = await a_person(
        world, member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    )
    host = await a_person(world, member_of(other))
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    await _ask(world, GRANT, host, other, person.email)
    link = (await links_to(world, person.email)).confirm
    granted = At(1, lambda: visit(world, link, method="POST"))
    db = RequestStore(Watched(world.store, meanwhile=granted))
    access = await _access(db, director)

    if whole:
        action = Action.REMOVE_STAKEHOLDER_ORGANIZATION_ACCESS
        in_organization = await on_organization(db, access, action, id_=tenant.organization.id)
        await remove_organization_access(db, in_organization, email=person.email, at=world.clock())
    else:
        action = Action.REMOVE_STAKEHOLDER_ACCESS
        in_group = await on_group(db, access, action, name=tenant.group.name)
        await remove_group_access(db, in_group, email=person.email, at=world.clock())

    reached = await world.ask(REACHED, token=person.token, name=other.group.name)
    assert reached["group"] == {"userRole": "user"}
    assert person.email not in await roles_in_group(world, tenant, director)


async def _a_group(db: Database, access: Access, tenant: Tenant, world: World) -> object:
    grant = await on_organization(db, access, Action.ADD_GROUP, id_=tenant.organization.id)
    new = NewGroup(name="secondgroup", description="Another", has_machine=True, has_squad=True)
    return await add_group(db, grant, new, at=world.clock())


async def _an_organization(db: Database, access: Access, _: Tenant, world: World) -> object:
    grant = on_platform(access, Action.ADD_ORGANIZATION)
    id_ = OrganizationId("ORG#second")
    return await add_organization(
        db, grant, id_=id_, name="second", country="Peru", at=world.clock()
    )


async def _a_token(db: Database, access: Access, _: Tenant, world: World) -> object:
    at = world.clock()
    new = NewToken(id=TokenId("second"), name="CI", expires=int(at.timestamp()) + 86_400)
    return await add_token(db, access, new, at=at)


def _director_of(tenant: Tenant) -> Roles:
    return member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)


@pytest.mark.parametrize("make", [_a_group, _an_organization, _a_token])
async def test_nothing_is_made_by_who_is_removed_meanwhile(world: World, make: Makes) -> None:
    tenant = await a_tenant(world)
    manager, person = [await a_person(world, _director_of(tenant)) for _ in range(2)]
    removed = At(1, lambda: _ask(world, REMOVE_FROM_ALL, manager, tenant, person.email))
    db = RequestStore(Watched(world.store, meanwhile=removed))
    access = await _access(db, person)

    with pytest.raises(LoginRequired):
        await make(db, access, tenant, world)

    assert await _left_of(world, person.email) == set()


async def test_no_group_is_added_by_who_has_left_the_organization_meanwhile(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    manager, person = [await a_person(world, _director_of(tenant)) for _ in range(2)]
    await _ask(world, GRANT, await a_person(world, member_of(other)), other, person.email)
    await accepted(world, person.email)
    removed = At(1, lambda: _ask(world, REMOVE_FROM_ALL, manager, tenant, person.email))
    db = RequestStore(Watched(world.store, meanwhile=removed))
    access = await _access(db, person)

    with pytest.raises(ActionDenied):
        await _a_group(db, access, tenant, world)

    memberships = {key for key in await _left_of(world, person.email) if key[:3] in ("GRP", "ORG")}
    assert memberships == {other.organization.id, f"GRP#{other.group.name}"}


async def test_a_token_that_is_made_for_somebody_meanwhile_works(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    removed = At(1, lambda: _ask(world, REMOVE, manager, tenant, person.email))
    db = RequestStore(Watched(world.store, meanwhile=removed))

    text = await token_for(db, person.email, at=world.clock())

    me = await world.ask("{ me { organizations { name } } }", token=text)
    assert me["me"] == {"organizations": []}
