"""Me: what waits for review in all groups in which the caller sees drafts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from db_model.access.types import GroupRole
from db_model.findings.types import Severity, Source
from db_model.groups.add import added as group_added
from db_model.roots.add import added as root_added
from db_model.stakeholders.types import PlatformRole
from db_model.types import Email, GroupName, RootId
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put, put_findings, put_vulnerabilities
from refusals import refusal
from world import START, World

ADA: Final = Email("ada@example.com")
DRAFTS: Final = {"plain", "refused", "severe", "late", "human", "ada", "titled"}


async def a_scene(world: World, *, name: str = "acme") -> tuple[Tenant, dict[str, str]]:
    """Put drafts of all kinds there; return a word for what is special about each, by id."""
    tenant = await a_tenant(world, name=name)
    first, second = a_finding(tenant, 1), replace(a_finding(tenant, 2), title="Unquoted echo")
    submitted, rejected = VulnerabilityStatus.SUBMITTED, VulnerabilityStatus.REJECTED
    some = [a_vulnerability(tenant, first, number, status=submitted) for number in range(6)]
    human = replace(some[4].state, source=Source.ANALYST)
    known = {
        "plain": some[0],
        "refused": a_vulnerability(tenant, first, 1, status=rejected),
        "severe": replace(some[2], severity=Severity(score=9.8)),
        "late": replace(some[3], created_at=START + timedelta(days=2)),
        "human": replace(some[4], state=human),
        "ada": replace(some[5], hacker_email=ADA),
        "titled": a_vulnerability(tenant, second, 6, status=submitted),
        "released": a_vulnerability(tenant, second, 7),
    }
    await put_findings(world, first, second, replace(a_finding(tenant, 3), title="Empty"))
    await put_vulnerabilities(world, *known.values())
    await world.indexed()
    return tenant, {each.id: word for word, each in known.items()}


async def listed(world: World, person: Person, arguments: str = "") -> dict[str, Any]:
    fields = "total pageInfo { hasNextPage endCursor } edges { node { id groupName } }"
    answer = await world.ask(
        f"{{ me {{ vulnerabilityDrafts{arguments} {{ {fields} }} }} }}", token=person.token
    )
    page: dict[str, Any] = answer["me"]["vulnerabilityDrafts"]
    return page


def ids(page: dict[str, Any]) -> list[str]:
    return [edge["node"]["id"] for edge in page["edges"]]


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ("", DRAFTS),
        ('(findingTitle: "unquot")', {"titled"}),
        ('(findingTitle: "db")', set()),
        ('(stateStatus: "REJECTED")', {"refused"}),
        ('(stateStatus: "submitted")', DRAFTS - {"refused"}),
        ('(stateStatus: "VULNERABLE")', set()),
        ("(minSeverityTemporalScore: 9)", {"severe"}),
        ("(maxSeverityTemporalScore: 9)", DRAFTS - {"severe"}),
        ('(fromReportDate: "2026-03-03T00:00:00Z")', {"late"}),
        ('(toReportDate: "2026-03-03T00:00:00Z")', DRAFTS - {"late"}),
        ("(sourceType: MACHINE)", DRAFTS - {"human"}),
        ("(sourceType: SQUAD)", {"human"}),
        (f'(hacker: "{ADA}")', {"ada"}),
        ('(groupName: "ACMEgroup", organizationName: "Acme")', DRAFTS),
        ('(groupName: "acmegroup", organizationName: "evil")', set()),
        ('(organizationName: "nothing")', set()),
        ('(groupName: "evilgroup")', set()),
        (f'(hacker: "{ADA}", sourceType: SQUAD)', set()),
    ],
)
async def test_drafts_are_listed_by_what_is_asked(
    world: World, arguments: str, found: set[str]
) -> None:
    tenant, words = await a_scene(world)
    await a_scene(world, name="evil")
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))

    page = await listed(world, person, arguments)

    assert {words[id_] for id_ in ids(page)} == found
    assert page["total"] == len(found)


async def test_drafts_are_shown_to_those_who_see_drafts_of_a_group(world: World) -> None:
    (own, _), (other, _), (third, _) = [
        await a_scene(world, name=name) for name in ("acme", "beta", "evil")
    ]
    roles = {own.group.name: GroupRole.REVIEWER, other.group.name: GroupRole.USER_MANAGER}
    both = await a_person(world, Roles(groups=roles))
    resourcer = await a_person(world, member_of(third, GroupRole.RESOURCER))
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))

    pages = [await listed(world, person) for person in (both, resourcer, admin)]

    shown = [{edge["node"]["groupName"] for edge in page["edges"]} for page in pages]
    assert shown == [{"acmegroup"}, set(), {"acmegroup", "betagroup", "evilgroup"}]
    assert [page["total"] for page in pages] == [7, 0, 21]


async def test_pages_of_drafts_follow_each_other(world: World) -> None:
    tenant, words = await a_scene(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    pages = [await listed(world, person, "(first: 3)")]
    while pages[-1]["pageInfo"]["hasNextPage"]:
        after = pages[-1]["pageInfo"]["endCursor"]
        pages.append(await listed(world, person, f'(first: 3, after: "{after}")'))

    found = [words[id_] for page in pages for id_ in ids(page)]
    assert found[0] == "late"
    assert [len(page["edges"]) for page in pages] == [3, 3, 1]
    assert sorted(found) == sorted(DRAFTS)


async def test_an_organization_is_narrowed_to_its_own_groups(world: World) -> None:
    tenant, _ = await a_scene(world)
    beside = replace(tenant, group=replace(tenant.group, name=GroupName("besides")))
    root = replace(tenant.root, id=RootId("root-besides"), group_name=beside.group.name)
    beside = replace(beside, root=root)
    await put(world, [*group_added(beside.group), *root_added(root, ())])
    await put_findings(world, a_finding(beside, 1))
    draft = a_vulnerability(beside, a_finding(beside, 1), status=VulnerabilityStatus.SUBMITTED)
    await put_vulnerabilities(world, draft)
    await world.indexed()
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))

    both = await listed(world, admin, '(organizationName: "acme")')
    one = await listed(world, admin, '(organizationName: "acme", groupName: "besides")')

    assert (both["total"], ids(one)) == (8, [draft.id])


async def test_a_state_that_there_is_not_is_refused(world: World) -> None:
    person = await a_person(world)
    document = '{ me { vulnerabilityDrafts(stateStatus: "GONE") { total } } }'

    answer = await world.ask(document, token=person.token)

    assert refusal(answer) == ("Exception - The filter is not supported: stateStatus", "INVALID")


async def test_what_was_released_since_is_no_draft_any_more(world: World) -> None:
    """The index has it as a draft still; what is loaded says otherwise."""
    tenant, words = await a_scene(world)
    person = await a_person(world, member_of(tenant, GroupRole.REVIEWER))
    plain = next(id_ for id_, word in words.items() if word == "plain")
    confirmed = await world.ask(
        """mutation ($finding: String!, $ids: [String!]!) {
          confirmVulnerabilities(findingId: $finding, vulnerabilities: $ids) { success } }""",
        token=person.token,
        finding=a_finding(tenant, 1).id,
        ids=[plain],
    )

    page = await listed(world, person)

    assert confirmed["confirmVulnerabilities"] == {"success": True}
    assert {words[id_] for id_ in ids(page)} == DRAFTS - {"plain"}


@pytest.mark.parametrize(
    ("role", "found"), [(GroupRole.HACKER, ["Empty", "CWE-703. Rule 1"]), (GroupRole.USER, [])]
)
async def test_findings_that_are_not_released_are_listed_where_they_are_seen(
    world: World, role: GroupRole, found: list[str]
) -> None:
    tenant, _ = await a_scene(world)
    await a_scene(world, name="evil")
    person = await a_person(world, member_of(tenant, role))
    document = """{ me { drafts { title status }
      draftsConnection(first: 1) { total pageInfo { hasNextPage } edges { node { title } } } } }"""

    answer = await world.ask(document, token=person.token)

    me = answer["me"]
    assert me["drafts"] == [{"title": title, "status": "DRAFT"} for title in found]
    assert me["draftsConnection"] == {
        "total": len(found),
        "pageInfo": {"hasNextPage": bool(found)},
        "edges": [{"node": {"title": title}} for title in found[:1]],
    }
