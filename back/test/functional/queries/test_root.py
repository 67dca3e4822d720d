"""root, with all its fields."""

from db_model.access.types import GroupRole
from people import BUILDER, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, ROOT_NOT_FOUND, refusal
from world import START, World

ROOT = """
query ($group: String!, $id: ID!) { root(groupName: $group, rootId: $id) {
  __typename
  ... on GitRoot {
    branch cloningStatus { commit message status } createdAt createdBy environment gitignore id
    includesHealthCheck lastCloningStatusUpdate lastEditedAt lastEditedBy lastStateStatusUpdate
    nickname state url useVpn
  }
} }
"""


async def test_a_member_is_shown_all_of_it(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.USER))

    answer = await world.ask(
        ROOT, token=person.token, group=tenant.group.name.upper(), id=tenant.root.id
    )

    assert answer["root"] == {
        "__typename": "GitRoot",
        "branch": "main",
        "cloningStatus": {"commit": None, "message": "root created", "status": "UNKNOWN"},
        "createdAt": START.isoformat(),
        "createdBy": BUILDER,
        "environment": "production",
        "gitignore": [],
        "id": tenant.root.id,
        "includesHealthCheck": False,
        "lastCloningStatusUpdate": "2026-03-02T09:30:00",
        "lastEditedAt": START.isoformat(),
        "lastEditedBy": BUILDER,
        "lastStateStatusUpdate": "2026-03-02T09:30:00",
        "nickname": "acmeapp",
        "state": "ACTIVE",
        "url": "https://git.example.com/acmeapp",
        "useVpn": False,
    }


async def test_a_root_is_looked_for_in_the_group_that_is_named(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    person = await a_person(world, member_of(tenant))
    own, theirs = tenant.group.name, other.group.name

    foreign = await world.ask(ROOT, token=person.token, group=own, id=other.root.id)
    absent = await world.ask(ROOT, token=person.token, group=own, id="nothing")
    their_group = await world.ask(ROOT, token=person.token, group=theirs, id=other.root.id)

    assert refusal(foreign) == ROOT_NOT_FOUND
    assert foreign == absent
    assert refusal(their_group) == ACCESS_DENIED
