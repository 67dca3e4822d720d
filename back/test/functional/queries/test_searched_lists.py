"""Lists of vulnerabilities by what these are like: what is found, by whom, and when not."""

from dataclasses import dataclass, replace
from typing import Any, Final

import pytest

from db_model.access.types import GroupRole
from db_model.findings.types import Finding, Severity
from db_model.roots.add import added as root_added
from db_model.roots.types import GitRoot
from db_model.types import RootId
from db_model.vulnerabilities.types import (
    TreatmentStatus,
    Vulnerability,
    VulnerabilityStatus,
    VulnerabilityType,
    ZeroRiskStatus,
)
from db_model.vulnerabilities.update import updated
from people import Person, Tenant, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put, put_findings, put_vulnerabilities
from refusals import INVALID_CURSOR, refusal
from world import World

PAGE: Final = "{ edges { cursor node { id } } pageInfo { hasNextPage endCursor } total }"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Two roots, two findings, and vulnerabilities of all kinds, all of them searchable."""

    tenant: Tenant
    other: GitRoot
    first: Finding
    second: Finding
    person: Person

    @property
    def all(self) -> dict[str, Vulnerability]:
        """Return the vulnerabilities by a word for what is special about each."""
        tenant, first, second = self.tenant, self.first, self.second
        plain = [a_vulnerability(tenant, first, number) for number in range(8)]
        states = VulnerabilityStatus
        return {
            "plain": plain[0],
            "path": _at(plain[1], "web/Páginas/login.py"),
            "safe": a_vulnerability(tenant, first, 2, status=states.SAFE),
            "severe": replace(plain[3], severity=Severity(score=9.9)),
            "port": replace(plain[4], type=VulnerabilityType.PORTS),
            "accepted": replace(
                plain[5], treatment=replace(plain[5].treatment, status=TreatmentStatus.ACCEPTED)
            ),
            "elsewhere": replace(plain[6], root_id=self.other.id),
            "claimed": replace(plain[7], zero_risk=ZeroRiskStatus.REQUESTED),
            "titled": a_vulnerability(tenant, second, 8),
            "draft": a_vulnerability(tenant, first, 9, status=states.SUBMITTED),
        }


async def a_scene(world: World, role: GroupRole = GroupRole.HACKER) -> Scene:
    tenant = await a_tenant(world)
    other = replace(
        tenant.root,
        id=RootId("root-cellar"),
        state=replace(tenant.root.state, nickname="cellar", url="https://git.example.com/cellar"),
    )
    await put(world, [*root_added(other, ())])
    scene = Scene(
        tenant=tenant,
        other=other,
        first=a_finding(tenant, 1),
        second=replace(a_finding(tenant, 2), title="CWE-79. Unquoted echo"),
        person=await a_person(world, member_of(tenant, role)),
    )
    await put_findings(world, scene.first, scene.second)
    await put_vulnerabilities(world, *scene.all.values())
    await world.indexed()
    return scene


def _at(vulnerability: Vulnerability, where: str) -> Vulnerability:
    return replace(vulnerability, state=replace(vulnerability.state, where=where))


async def listed(
    world: World, scene: Scene, arguments: str, *, field: str = "vulnerabilities"
) -> dict[str, Any]:
    query = (
        f"query ($name: String!) {{ group(groupName: $name) {{ {field}({arguments}) {PAGE} }} }}"
    )
    answer = await world.ask(query, token=scene.person.token, name=scene.tenant.group.name)
    page: dict[str, Any] = answer["group"][field]
    return page


def words(scene: Scene, page: dict[str, Any]) -> set[str]:
    names = {each.id: word for word, each in scene.all.items()}
    return {names[edge["node"]["id"]] for edge in page["edges"]}


RELEASED: Final = {"plain", "path", "safe", "severe", "port", "accepted", "elsewhere", "titled"}


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ('search: "unquoted"', {"titled"}),
        ('search: "PAGINAS log"', {"path"}),
        ('search: "cell"', {"elsewhere"}),
        ('search: "nothing of it"', set()),
        ('root: "cellar"', {"elsewhere"}),
        ('root: "cellar/app"', {"elsewhere"}),
        ('root: "cellar/web"', set()),
        ('root: "web/"', {"path"}),
        ('treatment: "accepted"', {"accepted"}),
        ('treatment: "NEW"', RELEASED - {"accepted"}),
        ('type: "ports"', {"port"}),
        ('stateStatus: "CLOSED", type: "lines"', {"safe"}),
        ('minSeverity: "9.0"', {"severe"}),
        ('maxSeverity: "7.5"', RELEASED - {"severe"}),
        ('minSeverity: "1", maxSeverity: "2"', set()),
        ("zeroRisk: REQUESTED", {"claimed"}),
        ("zeroRisk: CONFIRMED", set()),
        ('verificationStatus: "NotRequested", search: "rule"', RELEASED - {"safe", "titled"}),
        ('search: "app", root: "acmeapp", type: "ports", minSeverity: "1"', {"port"}),
    ],
)
async def test_a_group_lists_what_its_filters_say(
    world: World, arguments: str, found: set[str]
) -> None:
    scene = await a_scene(world)

    page = await listed(world, scene, f"first: 100, {arguments}")

    assert words(scene, page) == found
    assert page["total"] == len(found)


async def test_drafts_are_searched_apart(world: World) -> None:
    scene = await a_scene(world)

    drafts = await listed(world, scene, 'search: "rule"', field="vulnerabilityDrafts")
    others = await listed(world, scene, 'search: "unquoted"', field="vulnerabilityDrafts")

    assert (words(scene, drafts), words(scene, others)) == ({"draft"}, set())


@pytest.mark.parametrize(
    ("arguments", "found"),
    [
        ("treatment: ACCEPTED", {"accepted"}),
        ('where: "login"', {"path"}),
        ('where: "unquoted"', set()),
        ('reattack: "NotRequested", where: "db"', RELEASED - {"safe", "path", "titled"}),
    ],
)
async def test_a_finding_lists_what_its_filters_say(
    world: World, arguments: str, found: set[str]
) -> None:
    scene = await a_scene(world)
    query = f"""query ($id: String!) {{ finding(identifier: $id) {{
      vulnerabilitiesConnection({arguments}) {PAGE} }} }}"""

    answer = await world.ask(query, token=scene.person.token, id=scene.first.id)

    assert words(scene, answer["finding"]["vulnerabilitiesConnection"]) == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"root": "cellar"}, {"first"}),
        ({"root": "acmeapp"}, {"first", "second"}),
        ({"root": "nowhere"}, set()),
        ({"verified": True}, {"first", "second"}),
        ({"verified": False}, set()),
    ],
)
async def test_findings_are_listed_by_the_roots_they_are_in(
    world: World, filters: dict[str, object], found: set[str]
) -> None:
    scene = await a_scene(world)
    query = """query ($name: String!, $filters: GenericScalar) {
      group(groupName: $name) { findings(filters: $filters) { id } } }"""

    answer = await world.ask(
        query, token=scene.person.token, name=scene.tenant.group.name, filters=filters
    )

    names = {scene.first.id: "first", scene.second.id: "second"}
    assert {names[each["id"]] for each in answer["group"]["findings"]} == found


async def test_pages_follow_each_other_without_a_gap(world: World) -> None:
    scene = await a_scene(world)
    pages = [await listed(world, scene, 'first: 3, search: "rule"')]
    while pages[-1]["pageInfo"]["hasNextPage"]:
        after = pages[-1]["pageInfo"]["endCursor"]
        pages.append(await listed(world, scene, f'first: 3, search: "rule", after: "{after}"'))

    assert [len(page["edges"]) for page in pages] == [3, 3, 1]
    assert set().union(*(words(scene, page) for page in pages)) == RELEASED - {"titled"}


async def test_a_cursor_of_another_list_is_refused(world: World) -> None:
    scene = await a_scene(world)
    page = await listed(world, scene, 'first: 3, search: "rule"')
    after = page["pageInfo"]["endCursor"]
    query = f"""query ($name: String!) {{ group(groupName: $name) {{
      vulnerabilities(search: "unquoted", after: "{after}") {PAGE} }} }}"""

    answer = await world.ask(query, token=scene.person.token, name=scene.tenant.group.name)

    assert refusal(answer) == INVALID_CURSOR


async def test_what_became_a_secret_since_is_not_shown(world: World) -> None:
    """The index has it still; what is loaded says that nobody sees it any more."""
    scene = await a_scene(world)
    was = scene.all["path"]
    deleted = replace(was.state, status=VulnerabilityStatus.DELETED)
    await put(world, [*updated(was, replace(was, state=deleted, version=was.version + 1))])

    page = await listed(world, scene, 'search: "login"')

    assert page["edges"] == []


async def test_another_tenant_finds_nothing_of_it(world: World) -> None:
    scene = await a_scene(world)
    evil = await a_tenant(world, name="evil")
    person = await a_person(world, member_of(evil))
    theirs = replace(scene, tenant=evil, person=person)

    page = await listed(world, theirs, 'first: 100, search: "rule"')

    assert page == {
        "edges": [],
        "pageInfo": {"hasNextPage": False, "endCursor": ""},
        "total": 0,
    }


async def test_an_index_that_is_not_there_is_told_and_never_an_empty_list(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    query = f"""query ($name: String!) {{ group(groupName: $name) {{
      vulnerabilities(search: "x") {PAGE} }} }}"""

    answer = await world.ask(query, token=person.token, name=tenant.group.name)

    assert answer.codes == ["UNAVAILABLE"]
    assert answer.messages == ["The search index is not built yet"]
