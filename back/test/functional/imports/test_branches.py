"""What a branch, or a dry run, would change: told in full without the report, and nothing done."""

from datetime import timedelta
from typing import Any, Final

import pytest

from held import hits
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import refusal
from reporting import imported, stored
from reports.samples import WRITTEN
from sarif import Hit, a_report
from world import World

KNOWN: Final = [Hit(line=10, code="assert first()"), Hit(line=20, code="assert second()")]
NEW: Final = Hit(rule="B602", path="app/new.py", line=7, code="call(shell=True)")
TOLD: Final = """
query ($id: ID!, $outcomes: [ImportOutcome!], $first: Int = 100, $after: String) {
  import(id: $id) {
    isBranch keptUntil comparison { introduces fixes keeps }
    closed { edges { node { vulnerability { where } } } }
    results(outcomes: $outcomes, first: $first, after: $after) {
      total pageInfo { hasNextPage endCursor }
      edges { cursor node {
        resultIndex outcome tool rule title severity where specific vulnerability { id }
      } }
    }
  }
}
"""


async def _begun(world: World) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await imported(world, tenant, person, a_report(KNOWN))
    return tenant, person


async def _told(world: World, person: Person, id_: str, **given: object) -> dict[str, Any]:
    answer = await world.ask(TOLD, token=person.token, id=id_, **given)
    found: dict[str, Any] = answer["import"]
    return found


def _nodes(told: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in told["results"]["edges"]]


async def test_a_branch_tells_what_it_introduces_fixes_and_keeps(world: World) -> None:
    tenant, person = await _begun(world)
    before = await stored(world, tenant, person)

    branch = await imported(world, tenant, person, a_report([KNOWN[0], NEW]), ref="feature")

    told = await _told(world, person, branch["id"], outcomes=["CREATED", "REOPENED"])
    (new,) = _nodes(told)
    assert (told["isBranch"], told["comparison"]) == (
        True,
        {"introduces": 1, "fixes": 1, "keeps": 1},
    )
    assert new == {
        "resultIndex": 1,
        "outcome": "CREATED",
        "tool": "Bandit",
        "rule": "B602",
        "title": "CWE-703. rule-B602",
        "severity": 7.5,
        "where": "acmeapp/app/new.py",
        "specific": "7",
        "vulnerability": None,
    }
    assert [edge["node"]["vulnerability"]["where"] for edge in told["closed"]["edges"]] == [
        "acmeapp/app/db.py"
    ]
    assert await stored(world, tenant, person) == before


async def test_what_a_dry_run_tells_is_what_the_import_then_makes(world: World) -> None:
    tenant, person = await _begun(world)
    report = (WRITTEN / "trivy.json").read_bytes()
    dry = await imported(world, tenant, person, report, format="AUTO", dryRun=True)

    await imported(world, tenant, person, report, format="AUTO")

    query = """
    query ($name: String!) { group(groupName: $name) { forcesVulnerabilities { edges { node {
      where specific severityTemporalScore finding { title }
    } } } } }
    """
    answer = await world.ask(query, token=person.token, name=tenant.group.name)
    edges = answer["group"]["forcesVulnerabilities"]["edges"]
    made = {
        (node["where"], node["specific"], node["severityTemporalScore"], node["finding"]["title"])
        for node in (edge["node"] for edge in edges)
    }
    nodes = _nodes(await _told(world, person, dry["id"]))
    told = {(each["where"], each["specific"], each["severity"], each["title"]) for each in nodes}
    assert len(told) == 4
    assert told <= made


async def test_what_is_applied_compares_nothing_and_is_kept(world: World) -> None:
    tenant, person = await _begun(world)

    applied = await imported(world, tenant, person, a_report(KNOWN), ref="main")

    told = await _told(world, person, applied["id"])
    assert (told["isBranch"], told["comparison"], told["keptUntil"]) == (False, None, None)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"ref": "feature"}, timedelta(days=30)),
        ({"ref": "feature", "dryRun": True}, timedelta(days=30)),
        ({"ref": "main", "dryRun": True}, timedelta(hours=24)),
    ],
)
async def test_a_comparison_is_kept_as_long_as_it_says(
    world: World, given: dict[str, object], kept: timedelta
) -> None:
    tenant, person = await _begun(world)
    import_ = await imported(world, tenant, person, a_report([NEW]), **given)
    world.clock.advance(kept - timedelta(minutes=5))
    there = await _told(world, person, import_["id"])

    world.clock.advance(timedelta(minutes=6))
    gone = await world.ask(TOLD, token=person.token, id=import_["id"])

    assert len(_nodes(there)) == 1
    assert there["keptUntil"] is not None
    assert refusal(gone) == ("Exception - Access denied or import not found", "NOT_FOUND")


async def test_results_with_some_outcomes_are_paged(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    every = hits(9)
    await imported(world, tenant, person, a_report(every[::2]))
    id_ = (await imported(world, tenant, person, a_report(every), ref="feature"))["id"]

    pages: list[dict[str, Any]] = []
    while not pages or pages[-1]["results"]["pageInfo"]["hasNextPage"]:
        after = pages[-1]["results"]["pageInfo"]["endCursor"] if pages else ""
        found = await _told(world, person, id_, outcomes=["CREATED"], first=3, after=after)
        pages.append(found)

    assert [[each["resultIndex"] for each in _nodes(page)] for page in pages] == [[1, 3, 5], [7]]
    assert [page["results"]["total"] for page in pages] == [4, 4]
    cursor = pages[0]["results"]["edges"][1]["cursor"]
    follow = await _told(world, person, id_, outcomes=["CREATED"], after=cursor)
    assert [each["resultIndex"] for each in _nodes(follow)] == [5, 7]
    none = await _told(world, person, id_, outcomes=[])
    assert (_nodes(none), none["results"]["total"]) == ([], 0)


async def test_a_page_looks_at_so_many_results_and_says_where_to_go_on(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await imported(world, tenant, person, a_report([NEW]))
    report = a_report([KNOWN[0]] * 10_050 + [NEW])
    id_ = (await imported(world, tenant, person, report, ref="feature"))["id"]

    first = (await _told(world, person, id_, outcomes=["UNCHANGED"]))["results"]
    after = first["pageInfo"]["endCursor"]
    rest = await _told(world, person, id_, outcomes=["UNCHANGED"], after=after)

    assert (first["edges"], first["total"], after) == ([], 1, "10000")
    assert first["pageInfo"]["hasNextPage"]
    assert [each["resultIndex"] for each in _nodes(rest)] == [10_050]
