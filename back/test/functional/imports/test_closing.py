"""What a tool reports no more is closed, and opens again when it comes back."""

from typing import Any

from db_model.types import VulnerabilityId
from db_model.vulnerabilities import keys
from held import a_held_import, hits
from people import Person, Tenant, a_person, a_tenant, member_of
from reporting import counts, explanations, imported, outcomes, stored
from sarif import Hit, a_report
from store.types import Key
from world import World

HITS = [
    Hit(line=10, code="assert first()"),
    Hit(line=20, code="assert second()"),
    Hit(line=30, code="assert third()"),
]
FIGURES = """
query ($name: String!) { group(groupName: $name) { findings {
  status openVulnerabilities closedVulnerabilities
} } }
"""


async def _figures(world: World, tenant: Tenant, person: Person) -> list[dict[str, Any]]:
    answer = await world.ask(FIGURES, token=person.token, name=tenant.group.name)
    found: list[dict[str, Any]] = answer["group"]["findings"]
    return found


async def _history(world: World, id_: str) -> list[Key]:
    pk = keys.main(VulnerabilityId(id_)).pk
    return sorted(key for key in await world.contents() if key.pk == pk and key.sk != "@")


async def test_what_is_reported_no_more_is_closed_and_comes_back_with_its_history(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    first = await imported(world, tenant, person, a_report(HITS))
    ids = [str(id_) for _, id_ in outcomes(first)]
    assert await _figures(world, tenant, person) == [
        {"status": "VULNERABLE", "openVulnerabilities": 3, "closedVulnerabilities": 0}
    ]

    closing = await imported(world, tenant, person, a_report(HITS[1:]))
    (closed,) = (edge["node"] for edge in closing["closed"]["edges"])
    assert counts(closing) == {"unchanged": 2, "closed": 1}
    assert closing["closed"]["total"] == 1
    assert closed == {
        "tool": "Bandit",
        "explanation": "Bandit reports it no more: app/db.py:10",
        "vulnerability": {"id": ids[0]},
    }
    assert (await stored(world, tenant, person))[ids[0]] == ("acmeapp/app/db.py", "10", "SAFE")
    assert await _figures(world, tenant, person) == [
        {"status": "VULNERABLE", "openVulnerabilities": 2, "closedVulnerabilities": 1}
    ]

    back = await imported(world, tenant, person, a_report(HITS))
    assert counts(back) == {"unchanged": 2, "reopened": 1}
    assert outcomes(back)[0] == ("REOPENED", ids[0])
    assert explanations(back)[0].startswith("reopened at app/db.py:10: ")
    assert (await stored(world, tenant, person))[ids[0]][2] == "VULNERABLE"
    assert await _figures(world, tenant, person) == [
        {"status": "VULNERABLE", "openVulnerabilities": 3, "closedVulnerabilities": 0}
    ]
    assert len(await _history(world, ids[0])) == 3
    assert len(await _history(world, ids[1])) == 1


async def test_a_finding_of_which_all_is_closed_is_safe(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    other = Hit(rule="B307", line=50, code="eval(x)")
    await imported(world, tenant, person, a_report([*HITS, other]))

    await imported(world, tenant, person, a_report([other]))

    assert sorted(found["status"] for found in await _figures(world, tenant, person)) == [
        "SAFE",
        "VULNERABLE",
    ]


async def test_an_empty_report_closes_nothing_and_says_why(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await imported(world, tenant, person, a_report(HITS))

    empty = await imported(world, tenant, person, a_report([]))

    assert (empty["state"], counts(empty)) == ("DONE", {})
    assert empty["reason"] == "nothing is closed: Bandit reported no results"
    assert {state for *_, state in (await stored(world, tenant, person)).values()} == {"VULNERABLE"}


async def test_a_run_that_failed_adds_what_it_holds_closes_nothing_and_says_why(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await imported(world, tenant, person, a_report(HITS))
    new = Hit(rule="B307", line=50, code="eval(x)")

    failed = await imported(world, tenant, person, a_report([HITS[0], new], successful=False))

    assert (failed["state"], counts(failed)) == ("DONE", {"unchanged": 1, "created": 1})
    assert failed["reason"] == "nothing is closed: a run of Bandit failed"
    assert {state for *_, state in (await stored(world, tenant, person)).values()} == {"VULNERABLE"}


async def test_a_report_that_would_close_most_is_held_and_nothing_of_it_applied(
    world: World,
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    held = await a_held_import(world, tenant, person, left=9)

    states = [state for *_, state in (await stored(world, tenant, person)).values()]
    assert (held["state"], held["finishedAt"]) == ("HELD", None)
    assert held["reason"] == "the report would close 11 of 20 open vulnerabilities of Bandit"
    assert counts(held) == {"unchanged": 9, "closed": 11}
    assert states == ["VULNERABLE"] * 20


async def test_a_report_that_closes_half_is_not_held(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    done = await a_held_import(world, tenant, person, left=10)

    assert (done["state"], counts(done)) == ("DONE", {"unchanged": 10, "closed": 10})


async def test_of_fewer_than_twenty_any_number_may_close(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await imported(world, tenant, person, a_report(hits(19)))

    done = await imported(world, tenant, person, a_report(hits(1)))

    assert (done["state"], counts(done)) == ("DONE", {"unchanged": 1, "closed": 18})


async def test_a_later_import_of_the_tool_gives_up_what_is_held(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    held = await a_held_import(world, tenant, person)
    read = "query ($id: ID!) { import(id: $id) { state reason } }"
    await imported(world, tenant, person, a_report(hits(3), tool="Ruff"))
    between = await world.ask(read, token=person.token, id=held["id"])

    later = await imported(world, tenant, person, a_report(hits(20)))

    after = await world.ask(read, token=person.token, id=held["id"])
    assert between["import"]["state"] == "HELD"
    assert after["import"] == {
        "state": "DISCARDED",
        "reason": f"Superseded by import {later['id']}",
    }
