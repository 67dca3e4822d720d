"""root, with all its fields."""

from dataclasses import replace

from db_model.access.types import GroupRole
from people import BUILDER, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from refusals import ACCESS_DENIED, ROOT_NOT_FOUND, refusal
from scoping import some_hosts
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


LISTS = """
query ($group: String!, $id: ID!, $after: String) { root(groupName: $group, rootId: $id) {
  ... on IRoot {
    vulnerabilities { id where rootNickname finding { id } }
    vulnerabilitiesConnection(first: 2, after: $after) {
      edges { node { id } } pageInfo { hasNextPage endCursor }
    }
  }
} }
"""
OF_GROUP = """
query ($group: String!) { group(groupName: $group) { roots {
  __typename
  ... on IRoot { nickname state historicState { nickname } }
  ... on IPRoot { address }
  ... on URLRoot { protocol host port path query }
} } }
"""


async def test_the_vulnerabilities_of_each_kind_are_its_own(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    hosts = await some_hosts(world, tenant, person.email)
    finding = a_finding(tenant)
    places = [
        (tenant.group.name, tenant.root.id, "acmeapp/app/db.py"),
        (hosts.group.name, hosts.ip.id, "machine/app/db.py"),
        (hosts.group.name, hosts.url.id, "site/app/db.py"),
    ]
    await put_findings(world, finding)
    for place, (group, root, _) in enumerate(places):
        known = [a_vulnerability(tenant, finding, place * 10 + number) for number in range(3)]
        await put_vulnerabilities(
            world, *(replace(each, group_name=group, root_id=root) for each in known)
        )

    for place, (group, root, where) in enumerate(places):
        ids = [a_vulnerability(tenant, finding, place * 10 + number).id for number in range(3)]
        first = (await world.ask(LISTS, token=person.token, group=group, id=root))["root"]
        page = first["vulnerabilitiesConnection"]
        last = await world.ask(
            LISTS, token=person.token, group=group, id=root, after=page["pageInfo"]["endCursor"]
        )
        assert [each["id"] for each in first["vulnerabilities"]] == ids
        assert {each["where"] for each in first["vulnerabilities"]} == {where}
        assert [edge["node"]["id"] for edge in page["edges"]] == ids[:2]
        assert page["pageInfo"]["hasNextPage"] is True
        assert last["root"]["vulnerabilitiesConnection"]["edges"] == [{"node": {"id": ids[2]}}]


async def test_a_group_shows_roots_of_all_kinds(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    hosts = await some_hosts(world, tenant, person.email)

    answer = await world.ask(OF_GROUP, token=person.token, group=hosts.group.name)

    assert answer["group"]["roots"] == [
        {
            "__typename": "IPRoot",
            "nickname": "machine",
            "state": "ACTIVE",
            "historicState": [{"nickname": "machine"}],
            "address": "192.0.2.1",
        },
        {
            "__typename": "URLRoot",
            "nickname": "site",
            "state": "ACTIVE",
            "historicState": [{"nickname": "site"}],
            "protocol": "HTTPS",
            "host": "shop.example.com",
            "port": 443,
            "path": "/",
            "query": None,
        },
    ]
