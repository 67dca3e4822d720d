"""A list that has to have what was just written waits for it, or says that it could not."""

from typing import Any, Final

import pytest

from behind import behind
from db_model.access.types import GroupRole
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import Person, Tenant, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from world import Answer, World

NODES: Final = "{ edges { node { id } } }"
FINDING: Final = 'finding(identifier: "%(finding)s") { %%s }'
GROUP: Final = 'group(groupName: "%(group)s") { %%s }'
ORGANIZATION: Final = 'organization(organizationId: "%(organization)s") { %%s }'
# Each list that is searched, and what it hangs from.
LISTS: Final = {
    "findings": "%%s",
    "vulnerabilities": "%%s",
    "findingsConnection": GROUP,
    "vulnerabilities of a group": GROUP,
    "vulnerabilityDrafts of a group": GROUP,
    "findings of an organization": ORGANIZATION,
    "vulnerabilities of an organization": ORGANIZATION,
    "vulnerabilitiesConnection": FINDING,
    "draftsConnection": "me { %%s }",
    "vulnerabilityDrafts": "me { %%s }",
}


async def a_scene(world: World) -> tuple[Tenant, Person]:
    """Put a finding there with a vulnerability and a draft, all of them searchable."""
    tenant = await a_tenant(world)
    finding = a_finding(tenant, 1)
    await put_findings(world, finding)
    await put_vulnerabilities(world, a_vulnerability(tenant, finding))
    await world.indexed()
    return tenant, await a_person(world, member_of(tenant, GroupRole.HACKER))


async def write(world: World, tenant: Tenant) -> set[str]:
    """Write what no search knows, and return its ids."""
    known, fresh = a_finding(tenant, 1), a_finding(tenant, 2)
    draft = a_vulnerability(tenant, known, 2, status=VulnerabilityStatus.SUBMITTED)
    found = a_vulnerability(tenant, known, 1)
    await put_findings(world, fresh)
    await put_vulnerabilities(world, found, draft)
    return {fresh.id, found.id, draft.id}


async def listed(world: World, name: str, tenant: Tenant, person: Person, more: str) -> Answer:
    field = f"{name.partition(' ')[0]}(consistency: {more}) {NODES}"
    names = {
        "finding": a_finding(tenant, 1).id,
        "group": tenant.group.name,
        "organization": tenant.organization.id,
    }
    return await world.ask(f"{{ {LISTS[name] % names % field} }}", token=person.token)


def ids(answer: Answer) -> set[str]:
    """Return the ids in the one list of an answer, wherever it is."""
    assert answer.errors == ()
    found: Any = answer.data
    while "edges" not in found:
        (found,) = found.values()
    return {edge["node"]["id"] for edge in found["edges"]}


@pytest.mark.parametrize("name", LISTS)
async def test_a_strong_list_waits_for_what_was_written_before(world: World, name: str) -> None:
    tenant, person = await a_scene(world)
    written = await write(world, tenant)

    async with behind(world, world.indexed) as slow:
        strong = ids(await listed(slow, name, tenant, person, "STRONG"))

    assert len(strong & written) == 1


@pytest.mark.parametrize("name", LISTS)
async def test_a_strong_list_that_waits_in_vain_says_so(world: World, name: str) -> None:
    tenant, person = await a_scene(world)

    async with behind(world) as stuck:
        answer = await listed(stuck, name, tenant, person, "STRONG")

    told = "The search index is behind; ask again, or without STRONG consistency"
    assert (answer.messages, answer.codes) == ([told], ["UNAVAILABLE"])


@pytest.mark.parametrize("name", ["findings", "vulnerabilities"])
async def test_a_list_that_need_not_wait_does_not(world: World, name: str) -> None:
    tenant, person = await a_scene(world)

    async with behind(world) as stuck:
        answer = await listed(stuck, name, tenant, person, "EVENTUAL")

    assert len(ids(answer)) == 1


OF_ROOT: Final = """
query ($name: String!, $root: String!) { group(groupName: $name) {
  findings(filters: { root: $root }, consistency: STRONG) { id }
} }
"""


async def of_root(world: World, tenant: Tenant, person: Person) -> Answer:
    root, name = tenant.root.state.nickname, tenant.group.name
    return await world.ask(OF_ROOT, token=person.token, name=name, root=root)


async def test_strong_findings_of_a_root_have_those_just_reported(world: World) -> None:
    tenant, person = await a_scene(world)
    fresh = a_finding(tenant, 2)
    await put_findings(world, fresh)
    await put_vulnerabilities(world, a_vulnerability(tenant, fresh))

    async with behind(world, world.indexed) as slow:
        answer = await of_root(slow, tenant, person)

    assert fresh.id in {each["id"] for each in answer["group"]["findings"]}


async def test_strong_findings_of_a_root_that_wait_in_vain_say_so(world: World) -> None:
    tenant, person = await a_scene(world)

    async with behind(world) as stuck:
        answer = await of_root(stuck, tenant, person)

    assert answer.codes == ["UNAVAILABLE"]
