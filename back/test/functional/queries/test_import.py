"""import, with pages of its results and of what it closed."""

from typing import Any

import pytest

from db_model.access.types import GroupRole
from held import hits
from people import a_person, a_tenant, member_of
from refusals import IMPORT_NOT_FOUND, INVALID_CURSOR, refusal
from reporting import imported
from sarif import a_report
from world import World

PAGES = """
query ($id: ID!, $first: Int, $after: String) { import(id: $id) {
  results(first: $first, after: $after) {
    edges { cursor node { resultIndex outcome } } pageInfo { hasNextPage endCursor } total
  }
} }
"""
CLOSED = """
query ($id: ID!, $first: Int, $after: String) { import(id: $id) {
  closed(first: $first, after: $after) {
    edges { cursor node { explanation vulnerability { state } } }
    pageInfo { hasNextPage endCursor } total
  }
} }
"""


async def test_results_are_paged_in_the_order_of_the_report(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    reader = await a_person(world, member_of(tenant, GroupRole.USER))
    id_ = (await imported(world, tenant, person, a_report(hits(5))))["id"]

    pages: list[dict[str, Any]] = []
    after = ""
    while not pages or pages[-1]["pageInfo"]["hasNextPage"]:
        answer = await world.ask(PAGES, token=reader.token, id=id_, first=2, after=after)
        pages.append(answer["import"]["results"])
        after = pages[-1]["pageInfo"]["endCursor"]

    indices = [[edge["node"]["resultIndex"] for edge in page["edges"]] for page in pages]
    assert indices == [[0, 1], [2, 3], [4]]
    assert [page["total"] for page in pages] == [5, 5, 5]
    cursors = [edge["cursor"] for page in pages for edge in page["edges"]]
    follow = await world.ask(PAGES, token=reader.token, id=id_, first=1, after=cursors[2])
    assert follow["import"]["results"]["edges"][0]["node"]["resultIndex"] == 3


async def test_what_was_closed_is_paged(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await imported(world, tenant, person, a_report(hits(5)))
    id_ = (await imported(world, tenant, person, a_report(hits(2))))["id"]

    first = (await world.ask(CLOSED, token=person.token, id=id_, first=2))["import"]["closed"]
    after = first["pageInfo"]["endCursor"]
    rest = (await world.ask(CLOSED, token=person.token, id=id_, after=after))["import"]["closed"]

    assert [len(first["edges"]), len(rest["edges"]), first["total"]] == [2, 1, 3]
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
    assert {edge["node"]["vulnerability"]["state"] for edge in first["edges"]} == {"SAFE"}
    told = {edge["node"]["explanation"] for edge in (*first["edges"], *rest["edges"])}
    assert told == {f"Bandit reports it no more: app/db.py:{line}" for line in (21, 31, 41)}


@pytest.mark.parametrize("after", ["x", "-1", "0", "6", "٣", "01", "1" * 5000])
async def test_a_cursor_that_is_none_is_refused(world: World, after: str) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    id_ = (await imported(world, tenant, person, a_report(hits(5))))["id"]

    answer = await world.ask(PAGES, token=person.token, id=id_, after=after)

    assert refusal(answer) == INVALID_CURSOR


@pytest.mark.parametrize("query", [PAGES, CLOSED])
@pytest.mark.parametrize("first", [0, -1, 5001])
async def test_a_size_that_no_page_may_have_is_refused(
    world: World, query: str, first: int
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    id_ = (await imported(world, tenant, person, a_report(hits(1))))["id"]

    answer = await world.ask(query, token=person.token, id=id_, first=first)

    assert refusal(answer)[1] == "INVALID"


async def test_a_stranger_learns_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))
    id_ = (await imported(world, tenant, person, a_report(hits(1))))["id"]

    foreign = await world.ask(PAGES, token=stranger.token, id=id_)
    absent = await world.ask(PAGES, token=stranger.token, id="nothing")

    assert refusal(foreign) == IMPORT_NOT_FOUND
    assert foreign == absent
