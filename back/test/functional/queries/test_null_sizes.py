"""A page's size that is ``null`` is as one that is not given."""

from people import a_person, a_tenant, member_of
from reporting import imported
from sarif import Hit, a_report
from world import World

LISTS = """
query ($id: ID!, $name: String!, $first: Int) {
  import(id: $id) {
    results(first: $first) { edges { node { outcome } } }
    closed(first: $first) { total }
    kept(first: $first) { total }
  }
  group(groupName: $name) {
    auditTrail(first: $first) { edges { node { id } } }
    imports(first: $first) { edges { node { id } } }
  }
}
"""


async def test_a_size_that_is_null_is_the_usual_one(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    id_ = (await imported(world, tenant, person, a_report([Hit()])))["id"]

    answer = await world.ask(LISTS, token=person.token, id=id_, name=tenant.group.name, first=None)

    assert answer["import"]["results"] == {"edges": [{"node": {"outcome": "CREATED"}}]}
    assert answer["group"]["imports"] == {"edges": [{"node": {"id": id_}}]}
    assert answer["import"]["closed"] == answer["import"]["kept"] == {"total": 0}
