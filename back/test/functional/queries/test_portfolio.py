"""Query.vulnerabilities: over all that the caller may see, by any field, and nothing else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from db_model.access.types import GroupRole
from db_model.findings.types import Severity
from db_model.stakeholders.types import PlatformRole
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus, ZeroRiskStatus
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from refusals import INVALID_CURSOR, refusal
from sqlite.stream import SqliteStream
from world import START, Answer, World

FIELDS: Final = """asOf totalCount { value relation } pageInfo { hasNextPage endCursor }
  edges { cursor node { id where groupName } }"""


async def ask(
    world: World, person: Person, arguments: str = "", *, fields: str = FIELDS, **given: object
) -> Answer:
    variables = "($where: VulnerabilityFilter)" if given else ""
    query = f"query {variables} {{ vulnerabilities{arguments} {{ {fields} }} }}"
    return await world.ask(query, token=person.token, **given)


async def found(world: World, person: Person, where: dict[str, object], more: str = "") -> set[str]:
    answer = await ask(world, person, f"(first: 100, where: $where{more})", where=where)
    return set(places(answer["vulnerabilities"]))


def places(page: dict[str, Any]) -> list[str]:
    """Return the places of a page, without the root's nickname that begins each."""
    return [edge["node"]["where"].partition("/")[2] for edge in page["edges"]]


async def a_scene(world: World, *, name: str = "acme") -> Tenant:
    """Put vulnerabilities there that differ in what they are called after."""
    tenant = await a_tenant(world, name=name)
    one, two = a_finding(tenant, 1), replace(a_finding(tenant, 2), title="CWE-79. Echo")
    await put_findings(world, one, two)
    some = [a_vulnerability(tenant, one, number) for number in range(5)]
    states = VulnerabilityStatus
    await put_vulnerabilities(
        world,
        at(some[0], "plain.py"),
        at(replace(some[1], severity=Severity(score=9.8)), "severe.py"),
        at(a_vulnerability(tenant, one, 2, status=states.SAFE), "safe.py"),
        at(replace(some[3], reported_at=START + timedelta(days=2)), "late.py"),
        at(replace(some[4], zero_risk=ZeroRiskStatus.REQUESTED), "claimed.py"),
        at(a_vulnerability(tenant, one, 5, status=states.SUBMITTED), "draft.py"),
        at(a_vulnerability(tenant, two, 6), "web/echo.py"),
    )
    await world.indexed()
    return tenant


def at(vulnerability: Vulnerability, where: str) -> Vulnerability:
    return replace(vulnerability, state=replace(vulnerability.state, where=where))


ALL: Final = {"plain.py", "severe.py", "safe.py", "late.py", "web/echo.py"}


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ({}, ALL),
        ({"severity": {"gte": 9.0}}, {"severe.py"}),
        ({"status": {"eq": "SAFE"}}, {"safe.py"}),
        ({"status": {"in": ["SAFE", "VULNERABLE"]}}, ALL),
        ({"status": {"in": []}}, set()),
        ({"reportedAt": {"gt": "2026-03-03T00:00:00Z"}}, {"late.py"}),
        ({"where": {"prefix": "web/"}}, {"web/echo.py"}),
        ({"text": "ech"}, {"web/echo.py"}),
        ({"not": {"text": "echo"}}, ALL - {"web/echo.py"}),
        ({"or": [{"status": {"eq": "SAFE"}}, {"text": "echo"}]}, {"safe.py", "web/echo.py"}),
        ({"and": [{"text": "py"}, {"severity": {"lt": 9, "gt": 7}}]}, ALL - {"severe.py"}),
        ({"closedAt": {"exists": False}, "cwe": {"eq": "CWE-703"}}, ALL),
        ({"groupName": {"eq": "evilgroup"}}, set()),
        ({"zeroRisk": {"exists": True}}, set()),
    ],
)
async def test_what_holds_for_a_filter_is_found(
    world: World, where: dict[str, object], names: set[str]
) -> None:
    tenant = await a_scene(world)
    await a_scene(world, name="evil")
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))

    assert await found(world, person, where) == names


async def test_all_groups_of_the_caller_are_searched_and_no_others(world: World) -> None:
    first, second = await a_scene(world), await a_scene(world, name="beta")
    await a_scene(world, name="evil")
    both = Roles(groups={first.group.name: GroupRole.USER, second.group.name: GroupRole.USER})
    stranger, member, admin = [
        await a_person(world, roles)
        for roles in (Roles(), both, Roles(platform=PlatformRole.ADMIN))
    ]

    groups = [await _groups(world, person) for person in (stranger, member, admin)]

    assert groups == [set(), {"acmegroup", "betagroup"}, {"acmegroup", "betagroup", "evilgroup"}]


async def test_a_page_tells_how_many_there_are_and_goes_on(streamed_world: World) -> None:
    world = streamed_world
    tenant = await a_scene(world)
    person = await a_person(world, member_of(tenant))
    await world.indexed()
    sort = "orderBy: [{field: SEVERITY, direction: DESC}, {field: WHERE}]"
    pages: list[dict[str, Any]] = []
    after = ""
    while not pages or pages[-1]["pageInfo"]["hasNextPage"]:
        answer = await ask(world, person, f'(first: 2, after: "{after}", {sort})')
        pages.append(answer["vulnerabilities"])
        after = pages[-1]["pageInfo"]["endCursor"]

    assert [places(page) for page in pages] == [
        ["severe.py", "late.py"],
        ["plain.py", "safe.py"],
        ["web/echo.py"],
    ]
    assert pages[0]["totalCount"] == {"value": 5, "relation": "EQUAL"}
    assert [page["asOf"] for page in pages] == [0, 0, 0]


async def test_values_are_counted_in_the_same_request(world: World) -> None:
    tenant = await a_scene(world)
    await a_scene(world, name="evil")
    person = await a_person(world, member_of(tenant))
    fields = "facets(fields: [STATUS, GROUP_NAME], limit: 5) { field values { value count } }"

    answer = await ask(world, person, fields=fields)

    assert answer["vulnerabilities"]["facets"] == [
        {
            "field": "STATUS",
            "values": [{"value": "VULNERABLE", "count": 4}, {"value": "SAFE", "count": 1}],
        },
        {"field": "GROUP_NAME", "values": [{"value": "acmegroup", "count": 5}]},
    ]


async def test_a_list_that_may_be_old_says_so_and_a_strong_one_waits(
    streamed_world: World,
) -> None:
    world = streamed_world
    tenant = await a_scene(world)
    person = await a_person(world, member_of(tenant))
    late = at(a_vulnerability(tenant, a_finding(tenant, 1), 77), "new.py")
    await put_vulnerabilities(world, late)
    world.clock.advance(timedelta(seconds=2))

    old = await ask(world, person)
    await world.indexed()
    new = await ask(world, person, "(consistency: STRONG)")

    assert old["vulnerabilities"]["totalCount"]["value"] == 5
    # DynamoDB dates changes by a clock of its own, which no test sets.
    if isinstance(world.service.projections.stream, SqliteStream):
        assert old["vulnerabilities"]["asOf"] >= 2000
    assert new["vulnerabilities"]["totalCount"]["value"] == 6


async def test_what_asks_for_too_much_is_refused(world: World) -> None:
    tenant = await a_scene(world)
    person = await a_person(world, member_of(tenant))

    twice = await ask(world, person, "(orderBy: [{field: WHERE}, {field: WHERE}])")

    why = "a page is sorted by up to 3 fields, each named once"
    message = f"Exception - The filter cannot be answered: {why}"
    assert refusal(twice) == (message, "INVALID")


async def test_a_cursor_of_another_question_is_refused(world: World) -> None:
    tenant = await a_scene(world)
    person = await a_person(world, member_of(tenant))
    page = (await ask(world, person, "(first: 1)"))["vulnerabilities"]
    after = page["pageInfo"]["endCursor"]

    answer = await ask(world, person, f'(after: "{after}", where: {{text: "x"}})')

    assert refusal(answer) == INVALID_CURSOR


async def _groups(world: World, person: Person) -> set[str]:
    answer = await ask(world, person, "(first: 100)")
    return {edge["node"]["groupName"] for edge in answer["vulnerabilities"]["edges"]}
