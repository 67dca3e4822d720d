"""group, with all its own fields."""

from db_model.access.types import GroupRole
from db_model.stakeholders.types import PlatformRole
from people import Roles, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, INVALID_CURSOR, refusal
from reporting import imported
from sarif import Hit, a_report
from world import START, World

GROUP = """
query ($name: String!) { group(groupName: $name) {
  businessId businessName description groupContext hasAsm hasForces hasMachine hasSquad language
  managed maxAcceptanceDays maxAcceptanceSeverity maxNumberAcceptances minAcceptanceSeverity
  minBreakingSeverity name organization service sprintDuration sprintStartDate subscription
  tags tier userRole vulnerabilityGracePeriod
} }
"""
IMPORTS = """
query ($name: String!, $first: Int, $after: String) { group(groupName: $name) {
  imports(first: $first, after: $after) {
    edges { cursor node { id state } } pageInfo { hasNextPage endCursor }
  }
} }
"""


async def test_a_member_is_shown_all_of_it(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.USER))

    answer = await world.ask(GROUP, token=person.token, name="ACMEGROUP")

    assert answer["group"] == {
        "businessId": None,
        "businessName": None,
        "description": "A group",
        "groupContext": None,
        "hasAsm": True,
        "hasForces": True,
        "hasMachine": True,
        "hasSquad": True,
        "language": "EN",
        "managed": "MANAGED",
        "maxAcceptanceDays": None,
        "maxAcceptanceSeverity": 10.0,
        "maxNumberAcceptances": None,
        "minAcceptanceSeverity": 0.0,
        "minBreakingSeverity": None,
        "name": "acmegroup",
        "organization": "acme",
        "service": "WHITE",
        "sprintDuration": 1,
        "sprintStartDate": START.isoformat(),
        "subscription": "continuous",
        "tags": [],
        "tier": "SQUAD",
        "userRole": "user",
        "vulnerabilityGracePeriod": 0,
    }


async def test_the_attributes_of_the_service_are_shown(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    query = "query ($name: String!) { group(groupName: $name) { serviceAttributes } }"

    answer = await world.ask(query, token=person.token, name=tenant.group.name)

    assert answer["group"]["serviceAttributes"] == [
        "can_report_vulnerabilities",
        "can_request_zero_risk",
        "has_asm",
        "has_forces",
        "has_service_white",
        "has_squad",
        "is_continuous",
    ]


async def test_a_field_with_a_right_of_its_own_is_null_without_it(world: World) -> None:
    tenant = await a_tenant(world)
    agent = await a_person(world, member_of(tenant, GroupRole.SERVICE_FORCES))
    query = "query ($name: String!) { group(groupName: $name) { name serviceAttributes } }"

    answer = await world.ask(query, token=agent.token, name=tenant.group.name)

    assert answer.data == {"group": {"name": "acmegroup", "serviceAttributes": None}}
    assert list(zip(answer.messages, answer.codes, strict=True)) == [ACCESS_DENIED]


async def test_an_administrator_reads_groups_it_is_no_member_of(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, Roles(platform=PlatformRole.ADMIN))

    answer = await world.ask(GROUP, token=person.token, name=tenant.group.name)

    assert answer["group"]["userRole"] == "admin"


async def test_roots_are_listed(world: World) -> None:
    tenant = await a_tenant(world)
    await a_tenant(world, name="evil")
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    query = """query ($name: String!) { group(groupName: $name) { roots {
      __typename ... on IRoot { id nickname state } ... on GitRoot { branch }
    } } }"""

    answer = await world.ask(query, token=person.token, name=tenant.group.name)

    assert answer["group"]["roots"] == [
        {
            "__typename": "GitRoot",
            "id": tenant.root.id,
            "nickname": "acmeapp",
            "state": "ACTIVE",
            "branch": "main",
        }
    ]


async def test_imports_are_paged_newest_first(world: World) -> None:
    tenant = await a_tenant(world)
    other = await a_tenant(world, name="evil")
    person = await a_person(world, member_of(tenant))
    stranger = await a_person(world, member_of(other))
    report = a_report([Hit()])
    ids = [(await imported(world, tenant, person, report))["id"] for _ in range(3)]
    await imported(world, other, stranger, report)
    name = tenant.group.name

    first = await world.ask(IMPORTS, token=person.token, name=name, first=2)
    page = first["group"]["imports"]
    rest = await world.ask(
        IMPORTS, token=person.token, name=name, first=2, after=page["pageInfo"]["endCursor"]
    )
    after_edge = await world.ask(
        IMPORTS, token=person.token, name=name, first=1, after=page["edges"][0]["cursor"]
    )

    assert [edge["node"]["id"] for edge in page["edges"]] == [ids[2], ids[1]]
    assert page["pageInfo"]["hasNextPage"] is True
    assert [edge["node"]["id"] for edge in rest["group"]["imports"]["edges"]] == [ids[0]]
    assert rest["group"]["imports"]["pageInfo"]["hasNextPage"] is False
    assert [edge["node"]["id"] for edge in after_edge["group"]["imports"]["edges"]] == [ids[1]]


async def test_a_cursor_of_another_list_is_refused(world: World) -> None:
    tenant = await a_tenant(world)
    other = await a_tenant(world, name="evil")
    person, stranger = (
        await a_person(world, member_of(tenant)),
        await a_person(world, member_of(other)),
    )
    await imported(world, other, stranger, a_report([Hit()]))
    theirs = await world.ask(IMPORTS, token=stranger.token, name=other.group.name, first=1)
    cursor = theirs["group"]["imports"]["edges"][0]["cursor"]

    foreign = await world.ask(IMPORTS, token=person.token, name=tenant.group.name, after=cursor)
    damaged = await world.ask(IMPORTS, token=person.token, name=tenant.group.name, after="x!")

    assert refusal(foreign) == refusal(damaged) == INVALID_CURSOR
