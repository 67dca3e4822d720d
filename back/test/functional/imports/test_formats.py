"""Reports in the tools' own formats, through the API: created, the same again, one fixed."""

import json
from typing import Any

import pytest

from people import a_person, a_tenant, member_of
from reporting import counts, imported, outcomes, stored
from reports.made import FOLDER
from reports.samples import LINES, SAMPLES, WRITTEN, Sample
from world import World

AUTO = "AUTO"


def _without_one(sample: Sample) -> bytes:
    """Return the report without the first of its results."""
    if sample in LINES:
        first, *rest = sample.content.splitlines(keepends=True)
        return b"".join([first, *rest[3:]] if sample.path.suffix == ".csv" else rest)
    report = json.loads(sample.content)
    within: Any = report
    for key in sample.place:
        within = within[key]
    del within[0]
    return json.dumps(report).encode()


@pytest.mark.parametrize("sample", [*SAMPLES, *LINES], ids=lambda each: each.path.name)
async def test_a_report_is_imported_and_again_and_with_one_fixed(
    world: World, sample: Sample
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    first = await imported(world, tenant, person, sample.content, format=AUTO)
    again = await imported(world, tenant, person, sample.content, format=sample.format)
    fixed = await imported(world, tenant, person, _without_one(sample), format=AUTO)

    assert (first["state"], first["format"]) == ("DONE", sample.format)
    created = [id_ for outcome, id_ in outcomes(first) if outcome == "CREATED"]
    assert counts(first) == {"created": len(created)}
    assert len(created) >= 2
    assert counts(again) == {"unchanged": len(created)}
    assert [id_ for _, id_ in outcomes(again)] == [id_ for _, id_ in outcomes(first)]
    closed = {edge["node"]["vulnerability"]["id"] for edge in fixed["closed"]["edges"]}
    assert counts(fixed) == {"unchanged": len(created) - len(closed), "closed": len(closed)}
    assert 1 <= len(closed) < len(created)
    states = {id_: state for id_, (_, _, state) in (await stored(world, tenant, person)).items()}
    assert {id_ for id_, state in states.items() if state == "SAFE"} == closed


async def test_what_bandit_told_in_sarif_is_what_it_tells_in_json(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    sarif, own = (FOLDER / name for name in ("bandit-twin.sarif", "bandit.json"))
    first = await imported(world, tenant, person, sarif.read_bytes())

    again = await imported(world, tenant, person, own.read_bytes(), format=AUTO)
    back = await imported(world, tenant, person, sarif.read_bytes())

    assert counts(first) == {"created": 11}
    assert counts(again) == counts(back) == {"unchanged": 11}
    assert {id_ for _, id_ in outcomes(again)} == {id_ for _, id_ in outcomes(first)}


async def test_each_kind_of_place_is_told_in_its_own_words(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    await imported(
        world, tenant, person, (WRITTEN / "generic.json").read_bytes(), format="GENERIC_JSON"
    )

    assert sorted((await stored(world, tenant, person)).values()) == [
        ("acmeapp/app/db.py", "10", "VULNERABLE"),
        ("acmeapp/package-lock.json (lodash 4.17.20)", "0", "VULNERABLE"),
        ("https://shop.example.com/search?q", "q", "VULNERABLE"),
    ]


async def test_another_version_of_a_package_is_the_same_vulnerability(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    report = (WRITTEN / "trivy.json").read_bytes()
    first = await imported(world, tenant, person, report, format=AUTO)

    moved = await imported(
        world, tenant, person, report.replace(b"4.17.20", b"4.17.19"), format=AUTO
    )

    assert counts(moved) == {"unchanged": 3, "moved": 1}
    assert [id_ for _, id_ in outcomes(moved)] == [id_ for _, id_ in outcomes(first)]
    ((_, id_), *_) = outcomes(moved)
    assert id_ is not None
    told = (await stored(world, tenant, person))[id_]
    assert told == ("acmeapp/package-lock.json (lodash 4.17.19)", "0", "VULNERABLE")


@pytest.mark.parametrize(
    ("report", "asked", "reason"),
    [
        (b"{}", AUTO, "The format of the report is not recognised: say which it is"),
        (b"{}", "BANDIT", "The report is not Bandit's JSON: it has no list of results"),
        (
            (FOLDER / "npm-audit-failed.json").read_bytes(),
            AUTO,
            (
                "npm audit failed, and reported nothing but that: 405 Method Not Allowed - POST"
                " https://registry.npmjs.org/-/npm/v1/security/advisories/bulk"
            ),
        ),
    ],
)
async def test_what_is_no_report_changes_nothing_and_says_why(
    world: World, report: bytes, asked: str, reason: str
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    refused = await imported(world, tenant, person, report, format=asked)

    assert (refused["state"], refused["reason"], refused["format"]) == ("FAILED", reason, asked)
    assert await stored(world, tenant, person) == {}


async def test_an_empty_list_closes_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await imported(world, tenant, person, (WRITTEN / "gitleaks.json").read_bytes(), format=AUTO)

    told = await imported(world, tenant, person, b"[]", format=AUTO)
    named = await imported(world, tenant, person, b"[]", format="GITLEAKS")

    assert (told["state"], counts(told), told["format"]) == ("DONE", {}, AUTO)
    assert (named["state"], counts(named)) == ("DONE", {})
    assert named["reason"] == "nothing is closed: gitleaks reported no results"


async def test_the_secrets_of_a_report_are_in_nothing_that_is_stored(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    await imported(world, tenant, person, (WRITTEN / "gitleaks.json").read_bytes(), format=AUTO)

    bodies = [bytes(item.body) for item in (await world.contents()).values()]
    assert len(bodies) > 5
    assert [body for body in bodies if b"canary" in body.lower()] == []
