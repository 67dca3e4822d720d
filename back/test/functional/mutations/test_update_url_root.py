"""updateUrlRoot."""

from people import a_person, a_tenant, member_of
from scoping import some_hosts
from world import World

UPDATE = """
mutation ($groupName: String!, $rootId: ID!, $nickname: String!) {
  updateUrlRoot(groupName: $groupName rootId: $rootId nickname: $nickname) { success }
}
"""
READ = """
query ($groupName: String!, $rootId: ID!) {
  root(groupName: $groupName, rootId: $rootId) { ... on URLRoot {
    nickname host historicState { nickname modifiedBy }
  } }
}
"""


async def test_a_site_is_renamed_and_stays_what_it_is(world: World) -> None:
    """What is refused is in ``functional/roots/test_renaming.py``, for both kinds."""
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    hosts = await some_hosts(world, tenant, person.email)
    where = {"groupName": hosts.group.name, "rootId": hosts.url.id}

    answer = await world.ask(UPDATE, token=person.token, nickname="renamed", **where)

    read = await world.ask(READ, token=person.token, **where)
    assert answer["updateUrlRoot"] == {"success": True}
    assert read["root"] == {
        "nickname": "renamed",
        "host": "shop.example.com",
        "historicState": [
            {"nickname": "site", "modifiedBy": hosts.url.created_by},
            {"nickname": "renamed", "modifiedBy": person.email},
        ],
    }
