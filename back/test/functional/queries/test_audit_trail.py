"""Group.auditTrail and Organization.auditTrail."""

from datetime import timedelta
from typing import Any, Final

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from refusals import ACCESS_DENIED
from trails.types import ChainName
from trails.verify import verified
from world import START, World

ENTRY: Final = """
  edges { cursor node {
    address at changes { fields ids kind operation } group hash id importId previousHash principal
    requestId sequence sessionId tokenId
  } }
  pageInfo { hasNextPage endCursor }
"""
IN_GROUP: Final = f"""
query ($name: String!, $first: Int, $after: String, $since: DateTime, $until: DateTime) {{
  group(groupName: $name) {{
    auditTrail(first: $first, after: $after, since: $since, until: $until) {{ {ENTRY} }}
  }}
}}
"""
IN_ORGANIZATION: Final = f"""
query ($id: String!, $first: Int, $after: String, $since: DateTime, $until: DateTime) {{
  organization(organizationId: $id) {{
    auditTrail(first: $first, after: $after, since: $since, until: $until) {{ {ENTRY} }}
  }}
}}
"""
TAG: Final = """
mutation ($name: String!, $tag: String!) {
  addGroupTags(groupName: $name, tagsData: [$tag]) { success }
}
"""
POLICIES: Final = """
mutation ($id: String!, $name: String!) {
  updateOrganizationPolicies(
    organizationId: $id, organizationName: $name, maxAcceptanceDays: 30
  ) { success }
}
"""
GRANT: Final = """
mutation ($name: String!) {
  grantStakeholderAccess(groupName: $name, email: "new@example.com", role: USER) { success }
}
"""


async def a_director(world: World, tenant: Tenant) -> Person:
    return await a_person(
        world, member_of(tenant, GroupRole.USER_MANAGER, OrganizationRole.USER_MANAGER)
    )


async def tag(world: World, tenant: Tenant, person: Person, text: str) -> None:
    answer = await world.ask(TAG, token=person.token, name=tenant.group.name, tag=text)
    assert answer["addGroupTags"]["success"]


async def in_group(
    world: World, tenant: Tenant, person: Person, **arguments: object
) -> dict[str, Any]:
    answer = await world.ask(IN_GROUP, token=person.token, name=tenant.group.name, **arguments)
    trail: dict[str, Any] = answer["group"]["auditTrail"]
    return trail


async def in_organization(
    world: World, tenant: Tenant, person: Person, **arguments: object
) -> list[dict[str, Any]]:
    answer = await world.ask(
        IN_ORGANIZATION, token=person.token, id=tenant.organization.id, **arguments
    )
    return [edge["node"] for edge in answer["organization"]["auditTrail"]["edges"]]


def change(kind: str, operation: str, id_: str, *fields: str) -> list[dict[str, Any]]:
    return [{"kind": kind, "operation": operation, "ids": [id_], "fields": list(fields)}]


async def test_each_mutation_is_told_with_who_when_what_and_from_where(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_director(world, tenant)
    group, organization = tenant.group.name, tenant.organization
    await tag(world, tenant, director, "first")
    await world.ask(GRANT, token=director.token, name=group)
    await world.ask(POLICIES, token=director.token, id=organization.id, name=organization.name)
    await world.indexed()

    everything = await in_organization(world, tenant, director)

    found = [each for each in everything if each["principal"] == director.email]
    assert [(each["group"], each["changes"]) for each in found] == [
        (
            None,
            change(
                *("organization", "UPDATED", organization.id),
                *("policies.max_acceptance_days", "policies.modified_at", "policies.modified_by"),
            ),
        ),
        (group, change("group-access", "CREATED", "new@example.com")),
        (
            group,
            change(
                *("group", "UPDATED", group),
                *("state.modified_at", "state.modified_by", "state.tags"),
            ),
        ),
    ]
    assert {each["tokenId"] for each in found} == {f"token-of-{director.email}"}
    assert {each["sessionId"] for each in found} == {None}
    assert {each["address"] for each in found} == {"127.0.0.1"}
    assert len({each["requestId"] for each in found} - {None}) == 3
    trail = await in_group(world, tenant, director)
    of_group = [each for each in everything if each["group"] == group]
    assert [edge["node"] for edge in trail["edges"]] == of_group


async def test_entries_prove_the_one_before(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_director(world, tenant)
    for text in ("first", "second", "third"):
        await tag(world, tenant, director, text)
    await world.indexed()

    found = await in_organization(world, tenant, director)
    newer, *older = sorted(found, key=lambda each: -each["sequence"])

    assert len(older) >= 3
    for each in older:
        assert newer["previousHash"] == each["hash"]
        assert newer["sequence"] == each["sequence"] + 1
        newer = each
    assert newer["previousHash"] == "0" * 64


async def test_pages_follow_each_other(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_director(world, tenant)
    for number in range(4):
        await tag(world, tenant, director, f"tag{number}")
    await world.indexed()
    everything = [edge["node"] for edge in (await in_group(world, tenant, director))["edges"]]

    seen: list[dict[str, Any]] = []
    after: str | None = ""
    while after is not None:
        page = await in_group(world, tenant, director, first=2, after=after)
        seen += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"] if page["pageInfo"]["hasNextPage"] else None

    assert seen == everything


async def test_a_span_of_time_is_exact(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_director(world, tenant)
    for number in range(4):
        world.clock.advance(timedelta(days=1))
        await tag(world, tenant, director, f"tag{number}")
    await world.indexed()
    fourth, third, second, first, *_ = await _times(world, tenant, director)

    assert await _times(world, tenant, director, since=first, until=third) == [third, second, first]
    assert (await _times(world, tenant, director, until=second))[:2] == [second, first]
    assert await _times(world, tenant, director, since=fourth) == [fourth]
    late = (START + timedelta(days=9)).isoformat()
    assert await _times(world, tenant, director, since=late) == []


async def _times(world: World, tenant: Tenant, person: Person, **span: str) -> list[str]:
    trail = await in_group(world, tenant, person, **span)
    return [edge["node"]["at"] for edge in trail["edges"]]


async def test_vulnerabilities_and_imports_are_told_alike(world: World) -> None:
    tenant = await a_tenant(world)
    director = await a_director(world, tenant)
    finding = a_finding(tenant)
    await put_findings(world, finding)
    await put_vulnerabilities(world, *(a_vulnerability(tenant, finding, n) for n in range(3)))
    await world.indexed()

    trail = await in_group(world, tenant, director)

    [[made]] = [
        changes
        for edge in trail["edges"]
        if (changes := edge["node"]["changes"])[0]["kind"] == "vulnerability"
    ]
    assert made["operation"] == "CREATED"
    assert len(made["ids"]) == 3


async def test_nothing_of_another_tenant_is_told(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    director, villain = await a_director(world, tenant), await a_director(world, other)
    await tag(world, other, villain, "theirs")
    await world.indexed()

    told = await in_organization(world, tenant, director)

    assert told
    assert villain.email not in {each["principal"] for each in told}
    assert other.group.name not in {each["group"] for each in told}


@pytest.mark.parametrize("role", sorted(set(GroupRole) - {GroupRole.ADMIN, GroupRole.CUSTOM}))
async def test_the_role_in_the_group_decides_who_reads_it(world: World, role: GroupRole) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))

    answer = await world.ask(IN_GROUP, token=person.token, name=tenant.group.name)

    may = role in {GroupRole.CUSTOMER_MANAGER, GroupRole.USER_MANAGER}
    assert answer.messages == ([] if may else [ACCESS_DENIED[0]])


@pytest.mark.parametrize(
    "role", sorted(set(OrganizationRole) - {OrganizationRole.ADMIN, OrganizationRole.CUSTOM})
)
async def test_the_role_in_the_organization_decides_who_reads_it(
    world: World, role: OrganizationRole
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, Roles(organizations={tenant.organization.id: role}))

    answer = await world.ask(IN_ORGANIZATION, token=person.token, id=tenant.organization.id)

    may = role is not OrganizationRole.USER
    assert answer.messages == ([] if may else [ACCESS_DENIED[0]])


@pytest.mark.parametrize("after", ["nonsense", "bm9uc2Vuc2U"])
async def test_a_cursor_that_is_none_is_refused(world: World, after: str) -> None:
    tenant = await a_tenant(world)
    director = await a_director(world, tenant)

    answer = await world.ask(IN_GROUP, token=director.token, name=tenant.group.name, after=after)

    assert answer.messages == ["Exception - The cursor is invalid"]


async def test_the_stream_brings_what_was_done_to_the_trail(streamed_world: World) -> None:
    tenant = await a_tenant(streamed_world)
    director = await a_director(streamed_world, tenant)
    await streamed_world.indexed()
    before = await in_organization(streamed_world, tenant, director)

    await tag(streamed_world, tenant, director, "another")
    await streamed_world.indexed()

    after = await in_organization(streamed_world, tenant, director)
    assert [each["principal"] for each in after if each not in before] == [director.email]
    chain = ChainName(tenant.organization.id)
    verdict = await verified(streamed_world.service.engines.store, chain)
    assert (verdict.faults, len(verdict.hashes)) == ((), len(after))
