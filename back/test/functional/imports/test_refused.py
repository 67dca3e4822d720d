"""Reports that are refused whole, and results that claim nothing."""

import gzip
import json
from dataclasses import replace

import pytest

from db_model.commit import commit
from db_model.context import Origin
from db_model.types import VulnerabilityId
from db_model.vulnerabilities.get import vulnerability
from db_model.vulnerabilities.types import Reason, VulnerabilityStatus
from db_model.vulnerabilities.update import updated
from people import BUILDER, a_person, a_tenant, member_of
from reporting import counts, explanations, imported, outcomes, stored
from sarif import Hit, a_report
from world import START, World

REPORT = a_report([Hit()])
HITS = [Hit(line=10, code="assert first()"), Hit(line=20, code="assert second()")]


@pytest.mark.parametrize(
    ("report", "reason"),
    [
        (
            REPORT[:-20],
            f"The report is truncated: it ends at byte {len(REPORT) - 20} before it is complete",
        ),
        (b"{}", "The report is not SARIF 2.1.0: it tells no version"),
        (
            json.dumps({"version": "1.0.0", "runs": []}).encode(),
            "The report is not SARIF 2.1.0: its version is '1.0.0'",
        ),
        (b'{"version": "2.1.0"}', "The report is not SARIF 2.1.0: it has no list of runs"),
        (
            gzip.compress(REPORT, mtime=0)[:-20],
            "The report is packed, and cannot be unpacked: damaged or truncated",
        ),
        (REPORT.decode().encode("utf-16"), "The report is not UTF-8 text"),
        (
            b'{"version": "2.1.0", "runs": [{"results": []}]}',
            "The report is malformed at runs[0].tool.driver.name: it should name the tool",
        ),
    ],
)
async def test_a_report_that_is_wrong_is_refused_whole_and_says_why(
    world: World, report: bytes, reason: str
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    before = await world.contents()

    import_ = await imported(world, tenant, person, report)

    after = await world.contents()
    assert (import_["state"], import_["reason"], counts(import_)) == ("FAILED", reason, {})
    assert import_["results"] == {"total": 0, "edges": []}
    assert import_["finishedAt"] is not None
    assert {after[key].kind for key in after.keys() - before.keys()} == {"context", "import"}
    assert before.items() <= after.items()


async def test_a_report_that_is_no_json_is_refused_whole(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    import_ = await imported(world, tenant, person, b"<xml>no</xml>")

    assert import_["state"] == "FAILED"
    assert import_["reason"].startswith("The report is not JSON near byte ")


async def test_what_failed_keeps_nobody_from_the_next_import(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await imported(world, tenant, person, b"{}")

    import_ = await imported(world, tenant, person, REPORT)

    assert (import_["state"], counts(import_)) == ("DONE", {"created": 1})


SUPPRESSED = {"suppressions": [{"kind": "inSource"}]}


async def test_what_is_suppressed_creates_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    import_ = await imported(world, tenant, person, a_report([Hit(more=SUPPRESSED)]))

    assert (import_["state"], counts(import_)) == ("DONE", {})
    assert outcomes(import_) == [("SUPPRESSED", None)]
    assert explanations(import_) == ["suppressed in the report, and not known: app/db.py:10"]
    assert await stored(world, tenant, person) == {}


async def test_what_is_suppressed_was_seen_and_is_not_closed(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    first = await imported(world, tenant, person, a_report(HITS))
    muted = [replace(HITS[0], more=SUPPRESSED), HITS[1]]

    again = await imported(world, tenant, person, a_report(muted))

    assert counts(again) == {"unchanged": 2}
    assert outcomes(again) == [("UNCHANGED", id_) for _, id_ in outcomes(first)]
    assert explanations(again)[0] == "unchanged at app/db.py:10; suppressed in the report"


async def test_what_is_suppressed_reopens_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    first = await imported(world, tenant, person, a_report(HITS))
    await imported(world, tenant, person, a_report(HITS[1:]))

    again = await imported(
        world, tenant, person, a_report([replace(HITS[0], more=SUPPRESSED), HITS[1]])
    )

    id_ = str(outcomes(first)[0][1])
    assert outcomes(again)[0] == ("SUPPRESSED", id_)
    assert (await stored(world, tenant, person))[id_][2] == "SAFE"


@pytest.mark.parametrize("more", [{"baselineState": "absent"}, {"kind": "pass"}])
async def test_what_claims_nothing_is_ignored(world: World, more: dict[str, str]) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    import_ = await imported(world, tenant, person, a_report([Hit(more=more), *HITS]))

    assert outcomes(import_)[0] == ("IGNORED", None)
    assert counts(import_) == {"created": 2}
    assert len(await stored(world, tenant, person)) == 2


async def test_what_a_person_removed_stays_removed(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    first = await imported(world, tenant, person, a_report(HITS))
    id_ = str(outcomes(first)[0][1])
    await _removed(world, id_)

    again = await imported(world, tenant, person, a_report(HITS))

    assert counts(again) == {"unchanged": 2}
    assert outcomes(again)[0] == ("UNCHANGED", None)
    assert explanations(again)[0] == (
        "unchanged: a person removed it, and it stays removed: app/db.py:10"
    )
    assert id_ not in await stored(world, tenant, person)


async def _removed(world: World, id_: str) -> None:
    store = world.service.engines.store
    was = await vulnerability(store, VulnerabilityId(id_))
    assert was is not None
    state = replace(was.state, status=VulnerabilityStatus.DELETED, reasons=(Reason.FALSE_POSITIVE,))
    now = replace(was, state=state, version=was.version + 1)
    await commit(store, updated(was, now), Origin(principal=BUILDER, at=START))
