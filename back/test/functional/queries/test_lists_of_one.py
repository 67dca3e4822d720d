"""Searched lists of one organization or one group: the same filters, and nothing from elsewhere."""

from dataclasses import replace
from typing import Any, Final

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from db_model.findings.types import Severity
from db_model.groups.add import added as group_added
from db_model.roots.add import added as root_added
from db_model.types import GroupName, RootId
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import Person, Roles, Tenant, a_person, a_tenant
from populations import a_finding, a_vulnerability, put, put_findings, put_vulnerabilities
from refusals import INVALID_CURSOR, refusal
from world import World

PAGE: Final = "{ totalCount { value } edges { cursor node { id groupName } } }"


async def a_group(world: World, tenant: Tenant, name: str) -> Tenant:
    """Put another group into the organization of ``tenant``, with a root."""
    group = replace(tenant.group, name=GroupName(name))
    root = replace(tenant.root, id=RootId(f"root-{name}"), group_name=group.name)
    await put(world, [*group_added(group), *root_added(root, ())])
    return replace(tenant, group=group, root=root)


async def a_scene(world: World) -> tuple[Tenant, Person]:
    """Put an organization with three groups there, and somebody of two of them and of another's."""
    acme, evil = await a_tenant(world), await a_tenant(world, name="evil")
    others = [await a_group(world, acme, name) for name in ("second", "hidden")]
    for tenant in (acme, *others, evil):
        finding, draft = a_finding(tenant, 1), a_finding(tenant, 2)
        some = [a_vulnerability(tenant, finding, number) for number in range(3)]
        await put_findings(world, finding, draft)
        await put_vulnerabilities(
            world,
            some[0],
            replace(some[1], severity=Severity(score=9.8)),
            replace(some[2], severity=Severity(score=1.5)),
            a_vulnerability(tenant, finding, 3, status=VulnerabilityStatus.SAFE),
            a_vulnerability(tenant, draft, 4, status=VulnerabilityStatus.SUBMITTED),
        )
    await world.indexed()
    roles = Roles(
        organizations={acme.organization.id: OrganizationRole.USER},
        groups={
            acme.group.name: GroupRole.HACKER,
            GroupName("second"): GroupRole.USER,
            evil.group.name: GroupRole.HACKER,
        },
    )
    return acme, await a_person(world, roles)


async def of_organization(world: World, scene: tuple[Tenant, Person], field: str) -> dict[str, Any]:
    tenant, person = scene
    inside = f"{{ page: {field} {PAGE} }}"
    query = f"query ($id: String!) {{ organization(organizationId: $id) {inside} }}"
    answer = await world.ask(query, token=person.token, id=tenant.organization.id)
    page: dict[str, Any] = answer["organization"]["page"]
    return page


async def of_group(
    world: World, scene: tuple[Tenant, Person], field: str, page: str = PAGE
) -> dict[str, Any]:
    tenant, person = scene
    query = f"query ($name: String!) {{ group(groupName: $name) {{ page: {field} {page} }} }}"
    answer = await world.ask(query, token=person.token, name=tenant.group.name)
    found: dict[str, Any] = answer["group"]["page"]
    return found


def ids(page: dict[str, Any]) -> list[str]:
    """Return the numbers at the end of the ids in a page, and the beginning of their groups."""
    nodes = [edge["node"] for edge in page["edges"]]
    return [f"{node['groupName'][:1]}{int(node['id'][-4:])}" for node in nodes]


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("vulnerabilities", {"a0", "a1", "a2", "a3", "s0", "s1", "s2", "s3"}),
        ("vulnerabilities(where: {severity: {gt: 9}})", {"a1", "s1"}),
        ('vulnerabilities(where: {groupName: {in: ["hidden", "evilgroup"]}})', set()),
        ("findings", {"a1", "a2", "s1"}),
        ("findings(where: {submitted: {gte: 0}})", {"a1", "a2"}),
        ("findings(where: {open: {gte: 3}})", {"a1", "s1"}),
        ('findings(where: {groupName: {eq: "evilgroup"}})', set()),
    ],
)
async def test_an_organization_lists_what_is_in_the_groups_that_the_caller_reads(
    world: World, field: str, found: set[str]
) -> None:
    scene = await a_scene(world)

    page = await of_organization(world, scene, field)

    assert (set(ids(page)), page["totalCount"]["value"]) == (found, len(found))


async def test_an_organization_of_which_no_group_is_read_lists_nothing(world: World) -> None:
    tenant, _ = await a_scene(world)
    roles = Roles(organizations={tenant.organization.id: OrganizationRole.USER_MANAGER})
    manager = await a_person(world, roles)

    page = await of_organization(world, (tenant, manager), "vulnerabilities")

    assert page == {"totalCount": {"value": 0}, "edges": []}


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("findingsConnection", ["a2", "a1"]),
        ("findingsConnection(orderBy: [{field: OPEN, direction: DESC}])", ["a1", "a2"]),
        ("findingsConnection(where: {released: true})", ["a1"]),
        ('findingsConnection(where: {groupName: {eq: "second"}})', []),
    ],
)
async def test_a_group_lists_its_findings_by_any_field(
    world: World, field: str, found: list[str]
) -> None:
    scene = await a_scene(world)

    page = await of_group(world, scene, field)

    assert (ids(page), page["totalCount"]["value"]) == (found, len(found))


BY_SEVERITY: Final = "orderBy: [{field: SEVERITY, direction: DESC}]"


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        (BY_SEVERITY, ["a1", "a3", "a0", "a2"]),
        ("where: {severity: {lt: 9}}, orderBy: [{field: SEVERITY}]", ["a2", "a0", "a3"]),
        ('where: {severity: {lt: 9}}, stateStatus: "SAFE"', ["a3"]),
        ('where: {status: {eq: "SAFE"}}, stateStatus: "VULNERABLE"', []),
        (f'where: {{text: "db"}}, minSeverity: "7", {BY_SEVERITY}', ["a1", "a3", "a0"]),
        ('where: {visibility: {eq: "draft"}}', []),
        ('where: {groupName: {eq: "second"}}', []),
    ],
)
async def test_a_group_lists_what_its_own_filters_and_the_common_one_both_let_through(
    world: World, arguments: str, found: list[str]
) -> None:
    scene = await a_scene(world)
    page = "{ total edges { node { id groupName } } }"

    answer = await of_group(world, scene, f"vulnerabilities({arguments})", page)

    assert (ids(answer), answer["total"]) == (found, len(found))


async def test_drafts_of_a_group_take_the_common_filter_too(world: World) -> None:
    scene = await a_scene(world)
    page = "{ total edges { node { id groupName } } }"

    drafts = 'vulnerabilityDrafts(where: {text: "db"}, orderBy: [{field: WHERE}])'
    some = await of_group(world, scene, drafts, page)
    none = await of_group(world, scene, 'vulnerabilityDrafts(where: {status: {eq: "SAFE"}})', page)

    assert (ids(some), ids(none)) == (["a4"], [])


async def test_a_cursor_is_good_for_the_filter_that_it_came_from_alone(world: World) -> None:
    tenant, person = await a_scene(world)
    page = "{ edges { cursor } pageInfo { endCursor } }"
    wanted = "first: 1, where: {severity: {lt: 9}}"
    first = await of_group(world, (tenant, person), f"vulnerabilities({wanted})", page)
    after = first["pageInfo"]["endCursor"]
    asked = f'vulnerabilities({wanted}, stateStatus: "SAFE", after: "{after}")'

    answer = await world.ask(
        f"query ($name: String!) {{ group(groupName: $name) {{ {asked} {page} }} }}",
        token=person.token,
        name=tenant.group.name,
    )

    assert refusal(answer) == INVALID_CURSOR
