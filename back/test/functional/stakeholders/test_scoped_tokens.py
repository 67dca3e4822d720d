"""addAccessToken with scopes: a token does less than its owner, and never more."""

from collections.abc import Mapping
from typing import Any

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from people import Person, Roles, Tenant, a_group_of, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, nothing_written, refusal
from tokens import add, added, tokens_of
from world import Answer, World

GROUP = "query ($name: String!) { group(groupName: $name) { name userRole permissions } }"
ORGANIZATION = "query ($id: String!) { organization(organizationId: $id) { name groups { name } } }"
DESCRIBE = """
mutation ($name: String!) {
  updateGroupAccessInfo(groupName: $name groupContext: "new") { success }
}
"""
INVALID = ("Exception - Invalid scopes, organizations or groups of a token", "INVALID")


async def _boss(world: World, tenant: Tenant) -> Person:
    roles = member_of(tenant, GroupRole.USER_MANAGER, OrganizationRole.USER_MANAGER)
    return await a_person(world, roles)


async def _describe(world: World, text: str, name: str) -> Answer:
    return await world.ask(DESCRIBE, token=text, name=name)


async def test_a_token_to_read_reads_and_changes_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _boss(world, tenant)
    text = await added(world, person, scopes=["READ"])

    seen = await world.ask(GROUP, token=text, name=tenant.group.name)
    async with nothing_written(world):
        answer = await _describe(world, text, tenant.group.name)

    assert seen["group"]["userRole"] == "user_manager"
    assert all(each.startswith("api_resolvers_") for each in seen["group"]["permissions"])
    assert refusal(answer) == ACCESS_DENIED
    assert not (await _describe(world, person.token, tenant.group.name)).errors


async def test_a_token_to_administer_changes_what_its_owner_may_change(world: World) -> None:
    tenant = await a_tenant(world)
    text = await added(world, await _boss(world, tenant), scopes=["ADMIN"])

    assert not (await _describe(world, text, tenant.group.name)).errors


async def test_what_the_owner_may_no_more_the_token_may_no_more(world: World) -> None:
    tenant = await a_tenant(world)
    person, other = await _boss(world, tenant), await _boss(world, tenant)
    text = await added(world, person, scopes=["ADMIN"])
    leave = """mutation ($name: String! $email: String!) {
      removeStakeholderAccess(groupName: $name userEmail: $email) { success }
    }"""
    left = await world.ask(leave, token=other.token, name=tenant.group.name, email=person.email)

    assert not left.errors
    assert refusal(await _describe(world, text, tenant.group.name)) == ACCESS_DENIED


@pytest.mark.parametrize("platform", [PlatformRole.USER, PlatformRole.ADMIN])
async def test_a_token_for_a_group_reaches_that_group_alone(
    world: World, platform: PlatformRole
) -> None:
    tenant = await a_tenant(world)
    sister = await a_group_of(world, tenant.organization, name="side")
    groups = dict.fromkeys((tenant.group.name, sister.group.name), GroupRole.USER_MANAGER)
    places = {tenant.organization.id: OrganizationRole.USER_MANAGER}
    person = await a_person(world, Roles(platform=platform, groups=groups, organizations=places))
    text = await added(world, person, scopes=["ADMIN"], groups=[tenant.group.name.upper()])

    own = await world.ask(GROUP, token=text, name=tenant.group.name)
    beside = await world.ask(GROUP, token=text, name=sister.group.name)
    above = await world.ask(ORGANIZATION, token=text, id=tenant.organization.id)
    me = await world.ask("{ me { permissions organizations { name } } }", token=text)

    assert own["group"]["name"] == tenant.group.name
    assert refusal(beside) == refusal(above) == ACCESS_DENIED
    assert me["me"] == {"permissions": [], "organizations": []}


@pytest.mark.parametrize("platform", [PlatformRole.USER, PlatformRole.ADMIN])
async def test_a_token_for_an_organization_reaches_its_groups_and_no_other_organization(
    world: World, platform: PlatformRole
) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    groups = dict.fromkeys((tenant.group.name, other.group.name), GroupRole.USER_MANAGER)
    places = dict.fromkeys((tenant.organization.id, other.organization.id), OrganizationRole.USER)
    person = await a_person(world, Roles(platform=platform, groups=groups, organizations=places))
    text = await added(world, person, scopes=["READ"], organizations=[tenant.organization.id])
    late = await a_group_of(world, tenant.organization, name="late")

    seen = await world.ask(ORGANIZATION, token=text, id=tenant.organization.id)
    group = await world.ask(GROUP, token=text, name=tenant.group.name)
    abroad = await world.ask(GROUP, token=text, name=other.group.name)
    above = await world.ask(ORGANIZATION, token=text, id=other.organization.id)
    new = await world.ask(GROUP, token=text, name=late.group.name)

    assert seen["organization"]["name"] == "acme"
    assert group["group"]["name"] == tenant.group.name
    assert refusal(abroad) == refusal(above) == ACCESS_DENIED
    assert bool(new.errors) == (platform is PlatformRole.USER)  # who is no member of it


async def test_a_token_with_scopes_is_shown_with_them_and_sees_no_other(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _boss(world, tenant)
    answer = await add(
        world, person, scopes=["READ", "IMPORT"], groups=[tenant.group.name], name="narrow"
    )
    made = answer["addAccessToken"]

    seen = await tokens_of(world, made["sessionJwt"])
    all_of_them = await tokens_of(world, person.token)

    assert set(seen) == {"narrow"}
    assert set(all_of_them) == {"narrow", "test"}
    assert seen["narrow"]["scopes"] == made["accessToken"]["scopes"] == ["IMPORT", "READ"]
    assert seen["narrow"]["groups"] == [tenant.group.name]
    assert seen["narrow"]["organizations"] is None
    assert seen["narrow"]["lastAddress"] == "127.0.0.1"
    assert all_of_them["test"]["scopes"] is None


@pytest.mark.parametrize(
    "mutation",
    [
        'addAccessToken(expirationTime: 1800000000, name: "more") { success }',
        "updateAccessToken(expirationTime: 1800000000) { success }",
        'rotateAccessToken(id: "$id") { success }',
        'invalidateAccessToken(id: "token-of-ada@example.com") { success }',
    ],
)
async def test_a_token_with_scopes_makes_none_and_ends_no_other(
    world: World, mutation: str
) -> None:
    person = await a_person(world, email="ada@example.com")
    made = (await add(world, person, scopes=["ADMIN"]))["addAccessToken"]
    text = mutation.replace("$id", made["accessToken"]["id"])
    await tokens_of(world, made["sessionJwt"])

    async with nothing_written(world):
        answer = await world.ask(f"mutation {{ {text} }}", token=made["sessionJwt"])

    assert refusal(answer) == ACCESS_DENIED


@pytest.mark.parametrize("is_named", [True, False])
async def test_a_token_with_scopes_ends_itself(world: World, *, is_named: bool) -> None:
    person = await a_person(world)
    made = (await add(world, person, scopes=["READ"]))["addAccessToken"]
    end = "mutation ($id: ID) { invalidateAccessToken(id: $id) { success } }"

    id_ = made["accessToken"]["id"] if is_named else None

    answer = await world.ask(end, token=made["sessionJwt"], id=id_)

    assert answer["invalidateAccessToken"] == {"success": True}
    assert not (await world.ask("{ me { role } }", token=person.token)).errors
    assert (await world.ask("{ me { role } }", token=made["sessionJwt"])).messages == [
        "Login required"
    ]


@pytest.mark.parametrize(
    "reach",
    [
        {"scopes": []},
        {"scopes": ["READ"], "groups": []},
        {"scopes": ["READ"], "organizations": []},
        {"scopes": ["READ"], "groups": [f"group{n}" for n in range(51)]},
        {"groups": ["acmegroup"]},
        {"organizations": ["ORG#1"]},
    ],
)
async def test_a_token_that_is_held_to_nothing_or_to_too_much_is_refused(
    world: World, reach: Mapping[str, Any]
) -> None:
    person = await a_person(world)

    async with nothing_written(world):
        answer = await add(world, person, **reach)

    assert refusal(answer) == INVALID


async def test_a_token_is_held_to_no_place_that_is_not_its_owners(world: World) -> None:
    other = await a_tenant(world, name="evil")
    person = await _boss(world, await a_tenant(world))

    async with nothing_written(world):
        foreign = await add(world, person, scopes=["READ"], groups=[other.group.name])
        absent = await add(world, person, scopes=["READ"], groups=["nothing"])
        above = await add(world, person, scopes=["READ"], organizations=[other.organization.id])

    assert refusal(foreign) == refusal(above) == ACCESS_DENIED
    assert foreign == absent
