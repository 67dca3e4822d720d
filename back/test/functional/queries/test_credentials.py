"""Credentials in lists: one's own, those that a group's roots use, and their secrets at once."""

from typing import Any, Final

from db_model.access.types import GroupRole, OrganizationRole
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, refusal
from secrecy import HTTPS, TOKEN, credentials_of, do
from tokens import added
from world import World

OWN: Final = "{ me { credentials { name owner token organization { name } } } }"
OF_GROUP: Final = """
query ($name: String!) { group(groupName: $name) { credentials { id name } } }
"""
TRAIL: Final = """
query ($id: String!) { organization(organizationId: $id) {
  auditTrail { edges { node { changes { kind operation ids } } } }
} }
"""
ADD_ROOT: Final = """
mutation ($name: String!, $url: String!, $credentials: RootCredentialsInput!) { addGitRoot(
  groupName: $name url: $url branch: "main" environment: "production"
  includesHealthCheck: false gitignore: [] useVpn: true credentials: $credentials
) { rootId } }
"""


async def _manager(world: World, tenant: Tenant) -> Person:
    roles = member_of(tenant, organization_role=OrganizationRole.USER_MANAGER)
    return await a_person(world, roles)


async def _own(world: World, tenant: Tenant, person: Person, *names: str) -> None:
    place = tenant.organization.id
    for name in names:
        given = HTTPS | {"name": name}
        await do(world, "addCredentials", person, organizationId=place, credentials=given)


async def _mine(world: World, token: str) -> list[dict[str, Any]]:
    held: list[dict[str, Any]] = (await world.ask(OWN, token=token))["me"]["credentials"]
    return held


async def test_the_caller_has_those_it_owns_of_all_its_organizations(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    places = (tenant.organization, other.organization)
    manager = OrganizationRole.USER_MANAGER
    person = await a_person(world, Roles(organizations={each.id: manager for each in places}))
    await _own(world, tenant, person, "two", "one")
    await _own(world, other, person, "three")
    await _own(world, tenant, await _manager(world, tenant), "another's")

    held = await _mine(world, person.token)

    common = {"owner": person.email, "token": TOKEN}
    assert held == [
        {"name": name, "organization": {"name": of}, **common}
        for name, of in (("one", "acme"), ("three", "evil"), ("two", "acme"))
    ]


async def test_what_somebody_owned_before_leaving_is_not_shown(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    manager = await _manager(world, tenant)
    places = {each.organization.id: OrganizationRole.USER_MANAGER for each in (tenant, other)}
    person = await a_person(world, Roles(organizations=places))
    await _own(world, tenant, person, "one")
    remove = """
    mutation ($id: String! $email: String!) {
      removeStakeholderOrganizationAccess(organizationId: $id userEmail: $email) { success }
    }
    """
    id_ = tenant.organization.id
    await world.ask(remove, token=manager.token, id=id_, email=person.email)

    assert await _mine(world, person.token) == []


async def test_a_token_that_is_held_elsewhere_or_to_scopes_shows_less(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    places = {each.organization.id: OrganizationRole.USER_MANAGER for each in (tenant, other)}
    person = await a_person(world, Roles(organizations=places))
    await _own(world, tenant, person, "one")
    id_ = other.organization.id
    there = await added(world, person, scopes=["READ"], organizations=[id_])
    elsewhere = await world.ask("{ me { credentials { name } } }", token=there)
    await world.ask("mutation { invalidateAccessToken { success } }", token=there)
    everywhere = await added(world, person, scopes=["READ"])

    names = await world.ask("{ me { credentials { name } } }", token=everywhere)
    secret = await world.ask(OWN, token=everywhere)

    assert elsewhere["me"]["credentials"] == []
    assert names["me"]["credentials"] == [{"name": "one"}]
    assert set(secret.messages) == {"Access denied"}


async def test_a_list_of_secrets_is_one_entry_of_the_trail(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)
    await _own(world, tenant, person, "one", "two", "three")

    held = await credentials_of(world, tenant, person, "id key user token")

    await world.indexed()
    id_ = tenant.organization.id
    trail = (await world.ask(TRAIL, token=person.token, id=id_))["organization"]["auditTrail"]
    read = [
        change
        for edge in trail["edges"]
        for change in edge["node"]["changes"]
        if change["operation"] == "READ"
    ]
    assert [each["token"] for each in held] == [TOKEN] * 3
    assert [sorted(each["ids"]) for each in read] == [sorted(each["id"] for each in held)]


async def test_of_a_list_only_the_callers_own_secrets_are_read(world: World) -> None:
    tenant = await a_tenant(world)
    person, other = await _manager(world, tenant), await _manager(world, tenant)
    await _own(world, tenant, person, "one")
    await _own(world, tenant, other, "two")
    query = """
    query ($id: String!) { organization(organizationId: $id) { credentials { name token } } }
    """

    answer = await world.ask(query, token=person.token, id=tenant.organization.id)

    assert answer.data is not None
    credentials = answer.data["organization"]["credentials"]
    held = {each["name"]: each["token"] for each in credentials}
    assert held == {"one": TOKEN, "two": None}
    assert set(answer.messages) == {"Access denied"}


async def test_a_group_has_those_that_its_roots_use_once_each(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _manager(world, tenant)
    await _own(world, tenant, person, "used", "unused", "gone")
    ids = {each["name"]: each["id"] for each in await credentials_of(world, tenant, person)}
    for number, name in enumerate(("used", "used", "gone")):
        url = f"https://git.example.com/more{number}"
        given = {"name": tenant.group.name, "url": url, "credentials": {"id": ids[name]}}
        assert (await world.ask(ADD_ROOT, token=person.token, **given)).messages == []
    place = {"organizationId": tenant.organization.id, "credentialsId": ids["gone"]}
    await do(world, "removeCredentials", person, **place)
    reader = await a_person(world, member_of(tenant, GroupRole.USER))
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    seen = await world.ask(OF_GROUP, token=reader.token, name=tenant.group.name)
    denied = await world.ask(OF_GROUP, token=stranger.token, name=tenant.group.name)

    assert seen["group"]["credentials"] == [{"id": ids["used"], "name": "used"}]
    assert refusal(denied) == ACCESS_DENIED
