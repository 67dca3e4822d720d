"""What becomes of secrets when their root is moved, and when their group is removed."""

from typing import Any

from envelopes.items import SEALED
from moving import a_ground, move
from people import Tenant, a_person, a_tenant, member_of
from secrecy import a_place, do
from world import World

READ = """
query ($groupName: String!) { group(groupName: $groupName) { roots { ... on GitRoot {
  secrets { key value } gitEnvironmentUrls { id secrets { key value } }
} } } }
"""
REMOVE_GROUP = """
mutation ($groupName: String!) { removeGroup(groupName: $groupName reason: OTHER) { success } }
"""


async def _filled(world: World, tenant: Tenant, person: Any, *, most: int = 2) -> str:
    place = await a_place(world, tenant, person)
    group = {"groupName": tenant.group.name}
    for number in range(most):
        given = {**group, "key": f"KEY{number:02d}", "value": f"value {number}"}
        await do(world, "addSecret", person, rootId=tenant.root.id, **given)
        await do(world, "addGitEnvironmentSecret", person, urlId=place, **given)
    return place


async def test_a_root_that_is_moved_takes_its_secrets_along(world: World) -> None:
    ground = await a_ground(world)
    # More than one commit copies.
    place = await _filled(world, ground.tenant, ground.person, most=30)

    await move(world, ground, ground.person)
    await world.contents()

    answer = await world.ask(READ, token=ground.person.token, groupName=ground.target.name)
    expected = [{"key": f"KEY{number:02d}", "value": f"value {number}"} for number in range(30)]
    assert answer["group"]["roots"] == [
        {"secrets": expected, "gitEnvironmentUrls": [{"id": place, "secrets": expected}]}
    ]


async def test_a_group_that_is_removed_takes_its_secrets_and_keys_along(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    person = await a_person(world, member_of(tenant))
    stranger = await a_person(world, member_of(other))
    await _filled(world, tenant, person)
    await _filled(world, other, stranger)

    answer = await world.ask(REMOVE_GROUP, token=person.token, groupName=tenant.group.name)

    assert answer["removeGroup"] == {"success": True}
    left = [
        item.key.pk
        for item in (await world.contents()).values()
        if item.kind in ("secret", "data-key", SEALED)
    ]
    assert len(left) == 4 + 4 + 1
    assert not any(tenant.group.name in pk for pk in left)
