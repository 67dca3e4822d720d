"""Ways around the guards: cursors, the page for browsers, and two people at once."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

import pytest
from httpx import ASGITransport, AsyncClient

from functional.matrix.cells import ask, cells, given_for
from functional.matrix.conftest import Scene
from functional.matrix.decisions import decided, expected
from functional.matrix.marks import leaked
from functional.test_everyone_else import Tenancy
from outbox.addresses import PATHS
from refusals import INVALID_CURSOR
from world import API, Answer

pytestmark = pytest.mark.asyncio(loop_scope="session")
_CELLS: Final = cells()
LINKS: Final = sorted(
    path for paths in PATHS.values() for path in (paths.confirm, paths.reject) if path
)
_AT_ONCE: Final = 8  # cells: nobody may have more than 20 requests in flight
_PAGES: Final = {
    "group.imports": (
        "groupName",
        (
            "query ($id: String! $after: String) { group(groupName: $id) "
            "{ page: imports(first: 1 after: $after) { edges { cursor node { id } } } } }"
        ),
    ),
    "group.forcesVulnerabilities": (
        "groupName",
        (
            "query ($id: String! $after: String) { group(groupName: $id) "
            "{ page: forcesVulnerabilities(first: 1 after: $after) "
            "{ edges { cursor node { id where } } } } }"
        ),
    ),
    "finding.vulnerabilitiesConnection": (
        "findingId",
        (
            "query ($id: String! $after: String) { finding(identifier: $id) "
            "{ page: vulnerabilitiesConnection(first: 1 after: $after) "
            "{ edges { cursor node { id where } } } } }"
        ),
    ),
}

_FOUND: Final = "totalCount { value } facets(fields: [GROUP_NAME]) { values { value count } }"
_SEARCHED: Final = {
    "vulnerabilities": (
        "query ($where: VulnerabilityFilter) { vulnerabilities(where: $where) "
        f"{{ edges {{ node {{ id }} }} {_FOUND} }} }}"
    ),
    "findings": (
        "query ($where: FindingFilter) { findings(where: $where) "
        f"{{ edges {{ node {{ id title }} }} {_FOUND} }} }}"
    ),
    "organization.vulnerabilities": (
        "query ($id: String! $where: VulnerabilityFilter) { organization(organizationId: $id) "
        f"{{ vulnerabilities(where: $where) {{ edges {{ node {{ id }} }} {_FOUND} }} }} }}"
    ),
    "organization.findings": (
        "query ($id: String! $where: FindingFilter) { organization(organizationId: $id) "
        f"{{ findings(where: $where) {{ edges {{ node {{ id title }} }} {_FOUND} }} }} }}"
    ),
}
# Ways to say what is another tenant's, of which nothing may come.
_FOREIGN: Final[tuple[Callable[[str], dict[str, Any]], ...]] = (
    lambda group: {"groupName": {"eq": group}},
    lambda group: {"groupName": {"in": [group]}},
    lambda group: {"groupName": {"prefix": group[:4]}},
    lambda group: {"and": [{"groupName": {"eq": group}}, {"groupName": {"exists": True}}]},
    lambda group: {"or": [{"groupName": {"eq": group}}, {"groupName": {"prefix": "evil"}}]},
    lambda group: {"not": {"not": {"groupName": {"eq": group}}}},
    lambda group: {"text": group},
)


@pytest.mark.parametrize("asked", _FOREIGN)
@pytest.mark.parametrize("name", _SEARCHED)
async def test_a_filter_that_names_another_tenant_finds_nothing_of_it(
    scene: Scene, name: str, asked: Callable[[str], dict[str, Any]]
) -> None:
    id_, where = scene.own.tenant.organization.id, asked(scene.other.tenant.group.name)
    token = scene.own.person.token

    answer = await scene.world.ask(_SEARCHED[name], token=token, **_in(name, id_), where=where)

    assert leaked(answer, scene.other) == frozenset()
    page = _page_of(answer)
    assert (page["edges"], page["totalCount"]["value"]) == ([], 0)
    assert page["facets"] == [{"values": []}]


@pytest.mark.parametrize("name", _SEARCHED)
async def test_what_is_not_anothers_is_the_callers_own(scene: Scene, name: str) -> None:
    id_, token = scene.own.tenant.organization.id, scene.own.person.token
    group = scene.other.tenant.group.name
    where = {"not": {"groupName": {"eq": group}}}

    answer = await scene.world.ask(_SEARCHED[name], token=token, **_in(name, id_), where=where)

    assert leaked(answer, scene.other) == frozenset()
    assert _page_of(answer)["edges"]


@pytest.mark.parametrize("name", _PAGES)
async def test_a_cursor_of_another_tenant_leads_to_nothing_of_it(scene: Scene, name: str) -> None:
    (edge, *_) = _edges(await _page(scene, scene.other, name, None))

    answer = await _page(scene, scene.own, name, edge["cursor"])

    assert leaked(answer, scene.other) == frozenset()
    if answer.errors:
        ((message, code),) = zip(answer.messages, answer.codes, strict=True)
        assert (message, code) == INVALID_CURSOR
    else:
        first = _edges(await _page(scene, scene.own, name, None))
        own = {each["node"]["id"] for each in (*first, *_edges(answer))}
        assert edge["node"]["id"] not in own


async def test_the_page_for_browsers_has_nothing_of_anybody(scene: Scene) -> None:
    member = scene.own.person
    async with AsyncClient(
        transport=ASGITransport(scene.world.app), base_url="http://localhost:8001"
    ) as client:
        page = await client.get(
            API, headers={"Accept": "text/html", "Authorization": f"Bearer {member.token}"}
        )

    assert page.status_code == 200
    assert leaked(page.text, scene.own) == frozenset()
    assert member.token not in page.text


@pytest.mark.parametrize("path", LINKS)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_link_that_nobody_has_opens_nothing_to_anybody(
    scene: Scene, path: str, method: str
) -> None:
    async with AsyncClient(
        transport=ASGITransport(scene.world.app), base_url="http://localhost:8001"
    ) as client:
        pages = [
            await client.request(
                method, path + "A" * 43, headers={"Authorization": f"Bearer {token}"}
            )
            for token in (scene.own.person.token, scene.other.person.token, "")
        ]

    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1
    for tenancy in (scene.own, scene.other):
        assert leaked(pages[0].text, tenancy) == frozenset()


async def test_two_people_at_once_each_get_what_is_theirs(scene: Scene) -> None:
    manager, boss = scene.askers["group customer_manager"], scene.askers["foreigner"]
    asked = [cell for cell in _CELLS if cell.root.operation == "query"]

    for first in range(0, len(asked), _AT_ONCE):
        part = asked[first : first + _AT_ONCE]
        answers = await asyncio.gather(
            *(
                ask(scene.world, cell, person, given_for(cell, tenancy))
                for cell in part
                for person, tenancy in (
                    (manager.person, scene.own),
                    (boss.person, scene.other),
                    (boss.person, scene.own),
                )
            )
        )
        for cell, own, theirs, crossed in zip(
            part, answers[::3], answers[1::3], answers[2::3], strict=True
        ):
            assert decided(own) == expected(manager, cell), cell.name
            assert decided(crossed) == expected(boss, cell), cell.name
            assert leaked(own, scene.other) == frozenset(), cell.name
            assert leaked(theirs, scene.own) == frozenset(), cell.name


async def _page(scene: Scene, tenancy: Tenancy, name: str, after: str | None) -> Answer:
    by, text = _PAGES[name]
    id_ = next(value for (_, argument), value in tenancy.ids.items() if argument == by)
    return await scene.world.ask(text, token=tenancy.person.token, id=id_, after=after)


def _in(name: str, organization: str) -> dict[str, str]:
    return {"id": organization} if name.startswith("organization") else {}


def _page_of(answer: Answer) -> dict[str, Any]:
    assert answer.errors == ()
    assert answer.data is not None
    (found,) = answer.data.values()
    page: dict[str, Any] = found if "edges" in found else next(iter(found.values()))
    return page


def _edges(answer: Answer) -> list[dict[str, Any]]:
    assert answer.data is not None
    (parent,) = answer.data.values()
    edges: list[dict[str, Any]] = parent["page"]["edges"]
    return edges
