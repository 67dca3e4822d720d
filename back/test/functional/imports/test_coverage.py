"""What was not scanned is never closed by absence, and says why it stays open."""

import json
from typing import Any, Final

import pytest

from db_model.imports.get import import_ as stored_import
from db_model.types import ImportId
from held import hits
from imports import plan
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import IMPORT_NOT_FOUND, Refusal, nothing_written, refusal
from reporting import counts, imported, send_report, stored
from sarif import Hit, a_report
from store.requests import RequestStore
from world import World

APP: Final = Hit(path="app/db.py", line=10, code="assert first()")
LIB: Final = Hit(path="lib/db.py", line=20, code="assert second()")
REST: Final = Hit(path="app/web.py", line=30, code="assert third()")
ALL: Final = a_report([APP, LIB, REST])
KEPT: Final = """
query ($id: ID!, $first: Int = 100, $after: String) { import(id: $id) {
  state reason scanned counts { closed kept }
  kept(first: $first, after: $after) {
    total pageInfo { hasNextPage endCursor }
    edges { cursor node { tool explanation vulnerability { where state } } }
  }
} }
"""


async def _begun(world: World) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await imported(world, tenant, person, ALL)
    return tenant, person


async def _kept(world: World, person: Person, id_: str, **page: object) -> dict[str, Any]:
    answer = await world.ask(KEPT, token=person.token, id=id_, **page)
    found: dict[str, Any] = answer["import"]
    return found


async def _open(world: World, tenant: Tenant, person: Person) -> set[str]:
    found = (await stored(world, tenant, person)).values()
    return {where.removeprefix("acmeapp/") for where, _, state in found if state == "VULNERABLE"}


@pytest.mark.parametrize(
    ("scanned", "closed"),
    [
        (None, {"app/db.py", "lib/db.py"}),
        (["."], {"app/db.py", "lib/db.py"}),
        (["app"], {"app/db.py"}),
        (["./app/", "lib/other.py"], {"app/db.py"}),
        (["lib/db.py"], {"lib/db.py"}),
        (["ap", "app/web.py"], set()),
    ],
)
async def test_only_what_was_scanned_closes(
    world: World, scanned: list[str] | None, closed: set[str]
) -> None:
    tenant, person = await _begun(world)

    import_ = await imported(world, tenant, person, a_report([REST]), scanned=scanned)

    told = await _kept(world, person, import_["id"])
    kept = {"app/db.py", "lib/db.py"} - closed
    assert await _open(world, tenant, person) == {"app/web.py"} | kept
    assert told["counts"] == {"closed": len(closed), "kept": len(kept)}
    assert {edge["node"]["vulnerability"]["where"] for edge in told["kept"]["edges"]} == {
        f"acmeapp/{path}" for path in kept
    }


async def test_what_stays_open_says_why(world: World) -> None:
    tenant, person = await _begun(world)

    import_ = await imported(world, tenant, person, a_report([REST]), scanned=["./app/"])

    told = await _kept(world, person, import_["id"])
    (edge,) = told["kept"]["edges"]
    assert told["reason"] == "1 stay open, as Bandit did not look there"
    assert (told["scanned"], told["kept"]["total"]) == (["app"], 1)
    assert edge["node"] == {
        "tool": "Bandit",
        "explanation": ("stays open: lib/db.py:20: Bandit did not look there, it scanned app"),
        "vulnerability": {"where": "acmeapp/lib/db.py", "state": "VULNERABLE"},
    }


async def test_what_a_failed_run_does_not_show_says_so_too(world: World) -> None:
    tenant, person = await _begun(world)

    import_ = await imported(world, tenant, person, a_report([REST], successful=False))

    told = await _kept(world, person, import_["id"])
    assert told["counts"] == {"closed": 0, "kept": 2}
    assert [edge["node"]["explanation"] for edge in told["kept"]["edges"]] == [
        f"stays open: {place}: nothing is closed: a run of Bandit failed"
        for place in ("app/db.py:10", "lib/db.py:20")
    ]


def _bandit(files: list[str], found: list[Hit]) -> bytes:
    results = [
        {
            "filename": hit.path,
            "test_id": hit.rule,
            "issue_text": hit.message,
            "line_number": hit.line,
            "line_range": [hit.line],
            "code": f"{hit.line} {hit.code}\n",
        }
        for hit in found
    ]
    metrics = {name: {"loc": 1} for name in (*files, "_totals")}
    return json.dumps({"errors": [], "metrics": metrics, "results": results}).encode()


@pytest.mark.parametrize(
    ("files", "open_"),
    [
        (["app/web.py", "app/new.py"], {"app/web.py", "lib/db.py"}),  # app/db.py is gone
        (["app/web.py"], {"app/web.py", "app/db.py", "lib/db.py"}),  # one was chosen
        (["app/web.py", "tools.py", "lib/new.py"], {"app/web.py", "app/db.py", "lib/db.py"}),
        (["app/web.py", "app/db.py", "lib/new.py"], {"app/web.py"}),
    ],
)
async def test_the_files_that_a_tool_lists_are_what_it_scanned(
    world: World, files: list[str], open_: set[str]
) -> None:
    tenant, person = await _begun(world)

    import_ = await imported(world, tenant, person, _bandit(files, [REST]), format="BANDIT")

    assert import_["state"] == "DONE"
    assert await _open(world, tenant, person) == open_


async def test_what_somebody_said_counts_before_what_the_report_lists(world: World) -> None:
    tenant, person = await _begun(world)
    report = _bandit(["app/web.py", "app/new.py"], [REST])

    await imported(world, tenant, person, report, format="BANDIT", scanned=["."])

    assert await _open(world, tenant, person) == {"app/web.py"}


async def test_a_held_import_that_is_confirmed_keeps_what_was_not_scanned(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await imported(world, tenant, person, a_report([*hits(30), LIB]))
    held = await imported(world, tenant, person, a_report(hits(1)), scanned=["app"])
    confirm = "mutation ($id: ID!) { confirmImport(id: $id) { import { state } } }"

    answer = await world.ask(confirm, token=person.token, id=held["id"])

    assert (held["state"], answer["confirmImport"]["import"]["state"]) == ("HELD", "DONE")
    assert await _open(world, tenant, person) == {"app/db.py", "lib/db.py"}
    assert (await _kept(world, person, held["id"]))["counts"] == {"closed": 29, "kept": 1}


async def test_what_is_kept_is_paged_and_no_strangers(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))
    await imported(world, tenant, person, a_report(hits(5)))
    id_ = (await imported(world, tenant, person, a_report(hits(2)), scanned=["lib"]))["id"]

    first = (await _kept(world, person, id_, first=2))["kept"]
    rest = (await _kept(world, person, id_, after=first["pageInfo"]["endCursor"]))["kept"]
    foreign = await world.ask(KEPT, token=stranger.token, id=id_)

    assert [len(first["edges"]), len(rest["edges"]), first["total"]] == [2, 1, 3]
    assert (first["pageInfo"]["hasNextPage"], rest["pageInfo"]["hasNextPage"]) == (True, False)
    assert refusal(foreign) == IMPORT_NOT_FOUND


@pytest.mark.parametrize(
    ("scanned", "told"),
    [
        (["../other"], ("Exception - Field scanned is invalid", "INVALID")),
        (["app\\..\\.."], ("Exception - Field scanned is invalid", "INVALID")),
        (["a\nb"], ("Exception - Field scanned is invalid", "INVALID")),
        ([""], ("Exception - Invalid field length in form", "INVALID")),
        (["  "], ("Exception - Invalid field length in form", "INVALID")),
        (["a" * 1001], ("Exception - Invalid field length in form", "INVALID")),
        (["a"] * 251, ("Exception - Max list length exceeded", "INVALID")),
    ],
)
async def test_what_cannot_have_been_scanned_is_refused(
    world: World, scanned: list[str], told: Refusal
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await send_report(world, tenant, person.token, ALL, scanned=scanned)

    assert refusal(answer) == told


async def test_as_many_paths_as_may_be_are_taken(world: World) -> None:
    tenant, person = await _begun(world)
    scanned = [f"{at:03d}{'/x' * 498}" for at in range(249)]

    import_ = await imported(world, tenant, person, a_report([REST]), scanned=[*scanned, "lib"])

    assert counts(import_)["closed"] == 1
    assert len((await _kept(world, person, import_["id"]))["scanned"]) == 250


async def test_every_file_of_an_import_is_known_to_be_its(world: World) -> None:
    tenant, person = await _begun(world)
    id_ = ImportId((await imported(world, tenant, person, a_report([REST]), scanned=["app"]))["id"])

    engines = world.service.engines
    kept = {entry.path async for entry in engines.blobs.list(plan.folder(id_))}

    import_ = await stored_import(RequestStore(engines.store), id_)
    assert import_ is not None
    assert kept == set(plan.paths(import_))
    assert {path.split("/")[2] for path in kept} == {
        "PlannedClosing",
        "PlannedKept",
        "PlannedResult",
        "before",
        "report",
        "scanned.json",
    }
