"""removeEnvironmentUrl."""

from db_model.access.types import GroupRole
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import (
    ACCESS_DENIED,
    LOGIN_REQUIRED,
    ROOT_NOT_FOUND,
    nothing_written,
    refusal,
)
from world import Answer, World

ADD = """
mutation (
  $groupName: String! $rootId: ID! $url: String! $urlType: GitEnvironmentCloud! $cloudName: String
) {
  addGitEnvironmentUrl(
    groupName: $groupName rootId: $rootId url: $url urlType: $urlType cloudName: $cloudName
  ) { success urlId }
}
"""
REMOVE = """
mutation ($groupName: String!, $rootId: ID!, $urlId: String!) {
  removeEnvironmentUrl(groupName: $groupName rootId: $rootId urlId: $urlId) { success }
}
"""
READ = """
query ($groupName: String!) { group(groupName: $groupName) { roots { ... on GitRoot {
  gitEnvironmentUrls { id url urlType cloudName createdBy }
} } } }
"""
URL = "https://app.example.com/shop"


async def _scene(world: World, role: GroupRole = GroupRole.USER) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world)
    return tenant, await a_person(world, member_of(tenant, role))


async def _add(world: World, tenant: Tenant, person: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {
        "groupName": tenant.group.name,
        "rootId": tenant.root.id,
        "url": URL,
        "urlType": "URL",
    }
    token = person.token if person else None
    return await world.ask(ADD, token=token, **(variables | given))


async def _added(world: World, tenant: Tenant, person: Person, **given: object) -> str:
    answer = await _add(world, tenant, person, **given)
    return str(answer["addGitEnvironmentUrl"]["urlId"])


async def _remove(
    world: World, tenant: Tenant, person: Person | None, id_: str, **given: object
) -> Answer:
    variables: dict[str, object] = {
        "groupName": tenant.group.name,
        "rootId": tenant.root.id,
        "urlId": id_,
    }
    token = person.token if person else None
    return await world.ask(REMOVE, token=token, **(variables | given))


NOT_FOUND = ("Exception - Access denied or root environment url not found", "NOT_FOUND")


async def test_the_place_is_removed_and_no_other(world: World) -> None:
    tenant, person = await _scene(world)
    id_ = await _added(world, tenant, person)
    other = await _added(world, tenant, person, url="https://other.example.com")

    answer = await _remove(world, tenant, person, id_)

    (left,) = (await world.ask(READ, token=person.token, groupName=tenant.group.name))["group"][
        "roots"
    ]
    assert answer["removeEnvironmentUrl"] == {"success": True}
    assert [each["id"] for each in left["gitEnvironmentUrls"]] == [other]


async def test_a_place_that_is_gone_may_be_told_anew(world: World) -> None:
    tenant, person = await _scene(world)
    id_ = await _added(world, tenant, person)
    await _remove(world, tenant, person, id_)

    async with nothing_written(world):
        again = await _remove(world, tenant, person, id_)

    assert refusal(again) == NOT_FOUND
    assert await _added(world, tenant, person) == id_


async def test_a_place_of_another_root_is_not_removed(world: World) -> None:
    tenant, person = await _scene(world)
    other = await a_tenant(world, name="evil")
    owner = await a_person(world, member_of(other))
    id_ = await _added(world, other, owner)

    async with nothing_written(world):
        theirs = await _remove(world, tenant, person, id_)
        root = await _remove(world, tenant, person, id_, rootId=other.root.id)

    assert refusal(theirs) == NOT_FOUND
    assert refusal(root) == ROOT_NOT_FOUND


async def test_who_may_not_removes_none_and_learns_nothing(world: World) -> None:
    tenant, person = await _scene(world)
    id_ = await _added(world, tenant, person)
    unfit = await a_person(world, member_of(tenant, GroupRole.HACKER))
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    async with nothing_written(world):
        nobody = await _remove(world, tenant, None, id_)
        denied = await _remove(world, tenant, unfit, id_)
        foreign = await _remove(world, tenant, stranger, id_)
        absent = await _remove(world, tenant, stranger, id_, groupName="nowhere")

    assert refusal(nobody) == LOGIN_REQUIRED
    assert refusal(denied) == refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
