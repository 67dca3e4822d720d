"""Query.findings: over all that the caller may see, by any field, and nothing else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from db_model.access.add import group_access_added
from db_model.access.types import GroupAccess, GroupRole
from db_model.findings.types import FindingStatus, Severity
from db_model.findings.update import updated
from db_model.found import MOST_GROUPS
from db_model.groups.keys import item as group_item
from db_model.groups.types import GroupStatus
from db_model.stakeholders.types import PlatformRole
from db_model.types import GroupName
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import BUILDER, Person, Roles, Tenant, a_person, a_tenant, member_of
from populations import VERSION, a_finding, a_vulnerability, put, put_findings, put_vulnerabilities
from refusals import INVALID_CURSOR, refusal
from store.types import AtVersion, Put, Write
from world import START, Answer, World

FIELDS: Final = """asOf totalCount { value relation } pageInfo { hasNextPage endCursor }
  edges { cursor node { id title groupName status } }"""
RELEASED: Final = {"Broken", "Mended", "Severe"}
A_DAY: Final = timedelta(days=1)
ALL: Final = {*RELEASED, "Draft", "Empty"}


async def ask(
    world: World, person: Person, arguments: str = "", *, fields: str = FIELDS, **given: object
) -> Answer:
    variables = "($where: FindingFilter)" if given else ""
    query = f"query {variables} {{ findings{arguments} {{ {fields} }} }}"
    return await world.ask(query, token=person.token, **given)


async def found(world: World, person: Person, where: dict[str, object], more: str = "") -> set[str]:
    answer = await ask(world, person, f"(first: 100, where: $where{more})", where=where)
    return set(titles(answer["findings"]))


def nodes(page: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in page["edges"]]


def titles(page: dict[str, Any]) -> list[str]:
    return [node["title"] for node in nodes(page)]


async def a_scene(world: World, *, name: str = "acme") -> Tenant:
    """Put findings there that differ in what they are called after."""
    tenant = await a_tenant(world, name=name)
    broken, mended, severe, draft, empty = [
        replace(a_finding(tenant, number), title=title)
        for number, title in enumerate(("Broken", "Mended", "Severe", "Draft", "Empty"))
    ]
    severe = replace(
        severe, severity=Severity(score=9.8), created_at=START + timedelta(days=2), cwe_ids=()
    )
    states = VulnerabilityStatus
    await put_findings(world, broken, mended, severe, draft, empty)
    await put_vulnerabilities(
        world,
        a_vulnerability(tenant, broken, 0),
        a_vulnerability(tenant, broken, 1),
        a_vulnerability(tenant, broken, 2, status=states.SUBMITTED),
        a_vulnerability(tenant, mended, 0, status=states.SAFE),
        a_vulnerability(tenant, severe, 0),
        a_vulnerability(tenant, draft, 0, status=states.SUBMITTED),
        a_vulnerability(tenant, draft, 1, status=states.REJECTED),
    )
    await world.indexed()
    return tenant


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ({}, RELEASED),
        ({"severity": {"gt": 9.0}}, {"Severe"}),
        ({"open": {"eq": 0}}, {"Mended"}),
        ({"open": {"gte": 1, "lt": 2}, "closed": {"eq": 0}}, {"Severe"}),
        ({"createdAt": {"gt": "2026-03-03T00:00:00Z"}}, {"Severe"}),
        ({"title": {"prefix": "B"}}, {"Broken"}),
        ({"text": "what it i"}, RELEASED),  # so they are described
        ({"text": "brok"}, {"Broken"}),
        ({"not": {"cwe": {"eq": "CWE-703"}}}, {"Severe"}),
        ({"or": [{"title": {"eq": "Mended"}}, {"rule": {"in": ["B0"]}}]}, {"Broken", "Mended"}),
        ({"released": False}, set()),
        ({"groupName": {"eq": "evilgroup"}}, set()),
    ],
)
async def test_what_holds_for_a_filter_is_found(
    world: World, where: dict[str, object], names: set[str]
) -> None:
    tenant = await a_scene(world)
    await a_scene(world, name="evil")
    person = await a_person(world, member_of(tenant, GroupRole.USER))

    assert await found(world, person, where) == names


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ({}, ALL),
        ({"released": False}, {"Draft", "Empty"}),
        ({"submitted": {"gt": 0}}, {"Broken", "Draft"}),
        ({"rejected": {"eq": 1}}, {"Draft"}),
    ],
)
async def test_who_sees_drafts_finds_them(
    world: World, where: dict[str, object], names: set[str]
) -> None:
    tenant = await a_scene(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))

    assert await found(world, person, where) == names


@pytest.mark.parametrize(
    ("where", "more"),
    [
        ({"submitted": {"gt": 0}}, ""),
        ({"submitted": {"eq": 0}}, ""),
        ({"rejected": {"exists": True}}, ""),
        ({"or": [{"and": [{"not": {"submitted": {"gt": 0}}}]}, {"open": {"gt": 0}}]}, ""),
        ({}, ", orderBy: [{field: SUBMITTED, direction: DESC}]"),
        ({}, ", orderBy: [{field: TITLE}, {field: REJECTED}]"),
    ],
)
async def test_who_sees_no_drafts_learns_nothing_of_them_by_asking(
    world: World, where: dict[str, object], more: str
) -> None:
    own, other = await a_scene(world), await a_scene(world, name="beta")
    roles = {own.group.name: GroupRole.HACKER, other.group.name: GroupRole.USER}
    user = await a_person(world, member_of(other, GroupRole.USER))
    both = await a_person(world, Roles(groups=roles))
    answer = await ask(world, both, f"(first: 100, where: $where{more})", where=where)

    groups = {node["groupName"] for node in nodes(answer["findings"])}

    assert groups == {own.group.name}
    assert await found(world, user, where, more) == set()


async def test_drafts_are_shown_in_the_groups_where_they_are_seen(world: World) -> None:
    own, other = await a_scene(world), await a_scene(world, name="beta")
    await a_scene(world, name="evil")
    roles = {own.group.name: GroupRole.HACKER, other.group.name: GroupRole.USER}
    person = await a_person(world, Roles(groups=roles))
    stranger = await a_person(world)
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))

    pages = [(await ask(world, each))["findings"] for each in (person, stranger, admin)]

    shown = [
        [(e["node"]["groupName"], e["node"]["title"]) for e in page["edges"]] for page in pages
    ]
    mine = {("acmegroup", title) for title in ALL} | {("betagroup", title) for title in RELEASED}
    assert [len(each) for each in shown] == [8, 0, 15]
    assert set(shown[0]) == mine
    assert [page["totalCount"]["value"] for page in pages] == [8, 0, 15]


async def test_pages_follow_the_order_that_was_asked_for(world: World) -> None:
    tenant = await a_scene(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    sort = "orderBy: [{field: SEVERITY, direction: DESC}, {field: OPEN}, {field: TITLE}]"
    pages: list[dict[str, Any]] = []
    after = ""
    while not pages or pages[-1]["pageInfo"]["hasNextPage"]:
        answer = await ask(world, person, f'(first: 2, after: "{after}", {sort})')
        pages.append(answer["findings"])
        after = pages[-1]["pageInfo"]["endCursor"]

    other = await ask(world, person, f'(first: 2, after: "{pages[0]["edges"][0]["cursor"]}")')

    assert [titles(page) for page in pages] == [
        ["Severe", "Draft"],
        ["Empty", "Mended"],
        ["Broken"],
    ]
    assert pages[0]["totalCount"] == {"value": 5, "relation": "EQUAL"}
    assert refusal(other) == INVALID_CURSOR


async def test_values_are_counted_of_all_pages_however_they_are_asked_for(world: World) -> None:
    tenant = await a_scene(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    values = "field values { value count }"
    fields = f"""...Counted edges {{ node {{ title }} }}
      ... on FindingPage {{ one: facets(fields: [CWE], limit: 1) {{ {values} }} }}"""
    fragment = f"""fragment Counted on FindingPage {{
      facets(fields: $fields) {{ {values} }} }}"""
    query = f"query ($fields: [FindingFacetField!]!) {{ findings(first: 1) {{ {fields} }} }}"

    answer = await world.ask(query + fragment, token=person.token, fields=["RELEASED", "CWE"])

    cwe = {"field": "CWE", "values": [{"value": "CWE-703", "count": 4}]}
    released = [{"value": "True", "count": 3}, {"value": "False", "count": 2}]
    assert answer["findings"]["facets"] == [{"field": "RELEASED", "values": released}, cwe]
    assert answer["findings"]["one"] == [cwe]
    assert titles(answer["findings"]) == ["Severe"]


async def test_what_was_removed_since_is_not_shown(world: World) -> None:
    """The index has it still; what is loaded says that it is gone."""
    tenant = await a_scene(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    was = replace(a_finding(tenant, 0), title="Broken")
    deleted = replace(was.state, status=FindingStatus.DELETED, modified_at=START + A_DAY)
    await put(world, [*updated(was, replace(was, state=deleted, version=was.version + 1))])

    answer = await ask(world, person)

    assert set(titles(answer["findings"])) == ALL - {"Broken"}


async def test_what_a_removed_group_had_is_not_shown(world: World) -> None:
    own, other = await a_scene(world), await a_scene(world, name="beta")
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))
    gone = replace(own.group.state, status=GroupStatus.DELETED)
    group = replace(own.group, state=gone, version=own.group.version + 1)
    await put(world, [Put(group_item(group), AtVersion(own.group.version))])

    answer = await ask(world, admin)

    groups = {node["groupName"] for node in nodes(answer["findings"])}
    assert groups == {other.group.name}


async def test_a_list_is_of_no_more_groups_than_one_search_may_look_in(world: World) -> None:
    tenant = await a_scene(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    organization = f'organization(organizationId: "{tenant.organization.id}")'
    inside = f"{{ {organization} {{ findings {{ totalCount {{ value }} }} }} }}"
    await put(world, [write for number in range(1, MOST_GROUPS) for write in more(person, number)])

    below = await ask(world, person)
    await put(world, [*more(person, MOST_GROUPS)])
    above = await ask(world, person)
    others = await world.ask("{ vulnerabilities { asOf } }", token=person.token)
    within = await world.ask(inside, token=person.token)

    told = "Exception - The list is of more than 1000 groups: ask for it of an organization"
    assert set(titles(below["findings"])) == ALL
    assert refusal(above) == refusal(others) == (f"{told} or a group", "INVALID")
    assert within["organization"] == {"findings": {"totalCount": {"value": len(ALL)}}}


def more(person: Person, number: int) -> tuple[Write, ...]:
    access = GroupAccess(
        email=person.email,
        group_name=GroupName(f"group{number}"),
        role=GroupRole.HACKER,
        granted_by=BUILDER,
        granted_at=START,
        version=VERSION,
    )
    return group_access_added(access)
