"""Finding.vulnerabilitiesConnection and Group.forcesVulnerabilities: pages of vulnerabilities."""

from dataclasses import replace
from typing import Any

import pytest

from db_model.access.types import GroupRole
from db_model.findings.types import Finding
from db_model.vulnerabilities.types import VulnerabilityStatus, ZeroRiskStatus
from people import Person, Tenant, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from refusals import INVALID_CURSOR, refusal
from world import World

PAGE = "edges { cursor node { id state } } pageInfo { hasNextPage endCursor } total"
OF_FINDING = f"""
query ($name: String!, $first: Int, $after: String, $state: VulnerabilityState) {{
  whole: finding(identifier: $name) {{
    page: vulnerabilitiesConnection(first: $first, after: $after, state: $state) {{ {PAGE} }}
  }}
}}
"""
OF_GROUP = f"""
query ($name: String!, $first: Int, $after: String, $state: VulnerabilityState) {{
  whole: group(groupName: $name) {{
    page: forcesVulnerabilities(first: $first, after: $after, state: $state) {{ {PAGE} }}
  }}
}}
"""
BOTH = pytest.mark.parametrize("query", [OF_FINDING, OF_GROUP], ids=["finding", "group"])


async def _five(world: World, tenant: Tenant) -> Finding:
    """Put three open vulnerabilities there, a closed one, and one that is not released."""
    finding = a_finding(tenant)
    await put_findings(world, finding)
    await put_vulnerabilities(
        world,
        *(a_vulnerability(tenant, finding, number) for number in range(3)),
        a_vulnerability(tenant, finding, 3, status=VulnerabilityStatus.SAFE),
        a_vulnerability(tenant, finding, 4, status=VulnerabilityStatus.SUBMITTED),
    )
    return finding


async def _page(world: World, person: Person, query: str, name: str, **given: object) -> Any:
    answer = await world.ask(query, token=person.token, name=name, **given)
    return answer["whole"]["page"]


def _ids(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["id"] for edge in page["edges"]]


@BOTH
async def test_released_ones_are_listed_whole_without_a_size(world: World, query: str) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.REVIEWER))
    finding = await _five(world, tenant)
    name = finding.id if query == OF_FINDING else tenant.group.name

    page = await _page(world, person, query, name)

    assert [edge["node"]["state"] for edge in page["edges"]] == ["SAFE", *["VULNERABLE"] * 3]
    assert page["pageInfo"]["hasNextPage"] is False
    assert page["total"] is None


@BOTH
async def test_pages_go_on_where_the_last_ended(world: World, query: str) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    finding = await _five(world, tenant)
    name = finding.id if query == OF_FINDING else tenant.group.name
    whole = _ids(await _page(world, person, query, name))

    first = await _page(world, person, query, name, first=3)
    rest = await _page(world, person, query, name, first=3, after=first["pageInfo"]["endCursor"])

    assert _ids(first) + _ids(rest) == whole
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
    assert first["edges"][-1]["cursor"] == first["pageInfo"]["endCursor"]


@BOTH
async def test_each_edge_says_exactly_where_to_go_on(world: World, query: str) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    finding = await _five(world, tenant)
    name = finding.id if query == OF_FINDING else tenant.group.name
    whole = await _page(world, person, query, name)

    followed = [
        _ids(await _page(world, person, query, name, after=edge["cursor"]))
        for edge in whole["edges"]
    ]

    ids = _ids(whole)
    assert followed == [ids[1:], ids[2:], ids[3:], []]


@BOTH
@pytest.mark.parametrize(("state", "count"), [("VULNERABLE", 3), ("SAFE", 1), ("SUBMITTED", 0)])
async def test_one_state_may_be_asked_for(world: World, query: str, state: str, count: int) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    finding = await _five(world, tenant)
    name = finding.id if query == OF_FINDING else tenant.group.name

    page = await _page(world, person, query, name, state=state)

    assert [edge["node"]["state"] for edge in page["edges"]] == [state] * count


@BOTH
async def test_what_may_be_no_risk_is_not_listed(world: World, query: str) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.REVIEWER))
    finding = a_finding(tenant)
    claimed = [
        replace(a_vulnerability(tenant, finding, number), zero_risk=claim)
        for number, claim in enumerate(ZeroRiskStatus)
    ]
    await put_findings(world, finding)
    await put_vulnerabilities(world, *claimed)
    name = finding.id if query == OF_FINDING else tenant.group.name

    page = await _page(world, person, query, name)

    refused = [each.id for each in claimed if each.zero_risk is ZeroRiskStatus.REJECTED]
    assert _ids(page) == refused


async def test_a_page_of_nothing_is_empty(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    page = await _page(world, person, OF_GROUP, tenant.group.name, after="")

    assert page == {
        "edges": [],
        "pageInfo": {"hasNextPage": False, "endCursor": ""},
        "total": None,
    }


@BOTH
async def test_a_cursor_that_is_damaged_or_of_another_list_is_refused(
    world: World, query: str
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    finding = await _five(world, tenant)
    name = finding.id if query == OF_FINDING else tenant.group.name
    own = (await _page(world, person, query, name, first=1))["edges"][0]["cursor"]
    of_one_state = await _page(world, person, query, name, first=1, state="VULNERABLE")
    theirs = await _cursor_of_another_tenant(world, query)

    for after in (theirs, of_one_state["edges"][0]["cursor"], own[:-1], own + "A", "no cursor"):
        answer = await world.ask(query, token=person.token, name=name, after=after)
        assert (after, refusal(answer)) == (after, INVALID_CURSOR)


async def _cursor_of_another_tenant(world: World, query: str) -> str:
    tenant = await a_tenant(world, name="evil")
    person = await a_person(world, member_of(tenant))
    finding = await _five(world, tenant)
    name = finding.id if query == OF_FINDING else tenant.group.name
    page = await _page(world, person, query, name, first=1)
    return str(page["edges"][0]["cursor"])


async def test_a_filter_that_says_nothing_known_is_refused_by_name(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    finding = await _five(world, tenant)
    query = """query ($id: String!) { finding(identifier: $id) {
      vulnerabilitiesConnection(reattack: "x") { total }
    } }"""

    answer = await world.ask(query, token=person.token, id=finding.id)

    assert refusal(answer) == ("Exception - The filter is not supported: reattack", "INVALID")


@BOTH
@pytest.mark.parametrize("first", [0, -1, 5001])
async def test_a_size_that_no_page_may_have_is_refused(
    world: World, query: str, first: int
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    finding = await _five(world, tenant)
    name = finding.id if query == OF_FINDING else tenant.group.name

    answer = await world.ask(query, token=person.token, name=name, first=first)

    assert (answer.data or {"whole": None}) == {"whole": None}
    assert answer.codes == ["INVALID"]
