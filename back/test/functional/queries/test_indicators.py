"""Figures of groups, organizations and findings, now and at the ends of days."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest

from db_model.access.types import GroupRole
from db_model.findings.types import Severity, Source
from db_model.vulnerabilities.types import (
    Treatment,
    TreatmentStatus,
    Vulnerability,
    VulnerabilityStatus,
)
from histories import SAFE, change, version
from people import Person, Tenant, a_group_of, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from refusals import ACCESS_DENIED, refusal
from world import START, World

DAY: Final = timedelta(days=1)
CLOSED: Final = "closedVulnerabilities"
MEAN: Final = "meanRemediate"
FIGURES: Final = """
  openFindings openVulnerabilities closedFindings closedVulnerabilities maxOpenSeverity
  meanRemediate meanRemediateBySeverity { critical high medium low } totalOpenCVSSF
  openBySeverity { critical high medium low } closedBySeverity { critical high medium low }
  bySource { source open closed }
  treatmentSummary { accepted acceptedUndefined inProgress untreated }
"""
GROUP: Final = (
    f"query ($id: String!) {{ of: group(groupName: $id) {{ indicators {{ {FIGURES} }} }} }}"
)
ORGANIZATION: Final = (
    f"query ($id: String!) {{ of: organization(organizationId: $id) "
    f"{{ indicators {{ {FIGURES} }} lastClosedVulnerability oldestOpenVulnerability }} }}"
)
OUTSTANDING: Final = """
query ($id: String!) { of: group(groupName: $id) {
  lastClosedVulnerability lastClosedVulnerabilityFinding { id }
  maxOpenSeverity maxOpenSeverityFinding { id } oldestOpenVulnerability
} }
"""
OF_FINDING: Final = """
query ($id: String!) { of: finding(identifier: $id) {
  age lastVulnerability openAge maxOpenSeverityScore totalOpenCVSSF
  treatmentSummary { accepted acceptedUndefined inProgress untreated }
} }
"""
HISTORY: Final = """
query ($id: String!, $from: Date, $to: Date) { of: group(groupName: $id) {
  indicatorsHistory(from: $from, to: $to) {
    date indicators { openVulnerabilities closedVulnerabilities meanRemediate }
  }
} }
"""


async def a_scene(world: World) -> tuple[Tenant, Person, list[Vulnerability]]:
    """Put two findings of a group there: one open by an analyst and a machine, one closed."""
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    one, other = a_finding(tenant, 0), a_finding(tenant, 1)
    await put_findings(world, one, other)
    new = a_vulnerability(tenant, one, 0)
    some = [
        replace(
            new,
            severity=Severity(score=9.8),
            state=replace(new.state, source=Source.ANALYST),
            treatment=Treatment(status=TreatmentStatus.ACCEPTED, modified_at=START),
            reported_at=START - 2 * DAY,
        ),
        a_vulnerability(tenant, one, 1),
        a_vulnerability(tenant, other, 0),
    ]
    await put_vulnerabilities(world, *some)
    some[2] = await change(world, some[2], status=SAFE)
    await world.indexed()
    return tenant, person, some


async def asked(world: World, person: Person, query: str, **variables: str) -> Any:
    return (await world.ask(query, token=person.token, **variables))["of"]


async def test_a_group_is_told_by_state_severity_source_and_treatment(world: World) -> None:
    tenant, person, _ = await a_scene(world)
    world.clock.advance(10 * DAY)

    seen = await asked(world, person, GROUP, id=tenant.group.name)

    assert seen["indicators"] == {
        "openFindings": 1,
        "openVulnerabilities": 2,
        "closedFindings": 1,
        "closedVulnerabilities": 1,
        "maxOpenSeverity": 9.8,
        "meanRemediate": 11,  # of 12 and 10 until today, and 9 until it was closed
        "meanRemediateBySeverity": {"critical": None, "high": 11, "medium": None, "low": None},
        "totalOpenCVSSF": 3232.188,
        "openBySeverity": {"critical": 1, "high": 1, "medium": 0, "low": 0},
        "closedBySeverity": {"critical": 0, "high": 1, "medium": 0, "low": 0},
        "bySource": [
            {"source": "ANALYST", "open": 1, "closed": 0},
            {"source": "MACHINE", "open": 1, "closed": 1},
        ],
        "treatmentSummary": {
            "accepted": 1,
            "acceptedUndefined": 0,
            "inProgress": 0,
            "untreated": 1,
        },
    }


async def test_an_organization_is_told_the_sums_of_its_groups_and_no_others(world: World) -> None:
    tenant, person, _ = await a_scene(world)
    also = await a_group_of(world, tenant.organization, name="also")
    evil = await a_tenant(world, name="evil")
    for other in (also, evil):
        finding = a_finding(other)
        await put_findings(world, finding)
        await put_vulnerabilities(world, a_vulnerability(other, finding))
    await world.indexed()
    world.clock.advance(10 * DAY)

    seen = await asked(world, person, ORGANIZATION, id=tenant.organization.id)

    assert (seen["indicators"]["openVulnerabilities"], seen["indicators"]["openFindings"]) == (3, 2)
    assert seen["indicators"]["closedVulnerabilities"] == 1
    assert seen["indicators"]["openBySeverity"] == {"critical": 1, "high": 2, "medium": 0, "low": 0}
    assert (seen["lastClosedVulnerability"], seen["oldestOpenVulnerability"]) == (1, 12)


async def test_what_stands_out_changes_as_things_are_closed_and_opened_again(
    world: World,
) -> None:
    tenant, person, (worst, other, closed) = await a_scene(world)
    world.clock.advance(10 * DAY)
    before = await asked(world, person, OUTSTANDING, id=tenant.group.name)

    await change(world, worst, status=SAFE)
    await change(world, closed)
    await world.indexed()

    assert before == {
        "lastClosedVulnerability": 1,
        "lastClosedVulnerabilityFinding": {"id": closed.finding_id},
        "maxOpenSeverity": 9.8,
        "maxOpenSeverityFinding": {"id": worst.finding_id},
        "oldestOpenVulnerability": 12,
    }
    after = await asked(world, person, OUTSTANDING, id=tenant.group.name)
    assert after.pop("maxOpenSeverityFinding")["id"] in {other.finding_id, closed.finding_id}
    assert after == {
        "lastClosedVulnerability": 1,
        "lastClosedVulnerabilityFinding": {"id": worst.finding_id},
        "maxOpenSeverity": 7.5,
        "oldestOpenVulnerability": 10,
    }


async def test_what_the_index_has_not_heard_of_does_not_stand_out(world: World) -> None:
    tenant, person, (worst, other, closed) = await a_scene(world)

    await change(world, worst, status=VulnerabilityStatus.DELETED)
    await change(world, closed)

    seen = await asked(world, person, OUTSTANDING, id=tenant.group.name)
    assert seen["maxOpenSeverityFinding"] == {"id": other.finding_id}
    assert (seen["lastClosedVulnerability"], seen["lastClosedVulnerabilityFinding"]) == (None, None)


async def test_a_group_with_nothing_in_it_has_nothing_that_stands_out(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await world.indexed()

    seen = await asked(world, person, OUTSTANDING, id=tenant.group.name)

    assert set(seen.values()) == {None}


async def test_a_finding_is_told_by_its_reports_and_what_is_open(world: World) -> None:
    _, person, (worst, *_) = await a_scene(world)
    world.clock.advance(10 * DAY)
    before = await asked(world, person, OF_FINDING, id=worst.finding_id)

    await change(world, worst, status=SAFE)
    await world.indexed()

    assert before == {
        "age": 12,
        "lastVulnerability": 10,
        "openAge": 12,
        "maxOpenSeverityScore": 9.8,
        "totalOpenCVSSF": 3232.188,
        "treatmentSummary": {
            "accepted": 1,
            "acceptedUndefined": 0,
            "inProgress": 0,
            "untreated": 1,
        },
    }
    after = await asked(world, person, OF_FINDING, id=worst.finding_id)
    assert (after["age"], after["openAge"]) == (12, 10)
    assert (after["maxOpenSeverityScore"], after["totalOpenCVSSF"]) == (7.5, 128.0)


async def test_the_days_of_a_group_are_told_as_they_ended(world: World) -> None:
    tenant, person, (worst, *_) = await a_scene(world)
    new = a_vulnerability(tenant, a_finding(tenant), 7)
    for _ in range(2):
        world.clock.advance(DAY)
    await change(world, worst, status=SAFE)
    await put_vulnerabilities(world, replace(new, version=version(world)))
    await world.indexed()
    world.clock.advance(2 * DAY)

    seen = await asked(
        world, person, HISTORY, id=tenant.group.name, **{"from": "2026-02-01", "to": "2026-03-31"}
    )

    told = [
        (day["date"], *(day["indicators"][name] for name in ("openVulnerabilities", CLOSED, MEAN)))
        for day in seen["indicatorsHistory"]
    ]
    assert told == [
        ("2026-03-02", 2, 1, 4),  # 2 and 0 days so far, and 9 until it was closed
        ("2026-03-03", 2, 1, 5),
        ("2026-03-04", 2, 2, 6),
        ("2026-03-05", 2, 2, 7),
    ]


async def test_the_last_ninety_days_are_told_where_none_are_named(world: World) -> None:
    tenant, person, _ = await a_scene(world)
    world.clock.advance(120 * DAY)

    seen = await asked(world, person, HISTORY, id=tenant.group.name)

    days = [day["date"] for day in seen["indicatorsHistory"]]
    assert (len(days), days[0], days[-1]) == (90, "2026-04-01", "2026-06-29")


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        ("2026-03-02", "2026-03-01", "The range must not end before it begins"),
        ("2020-01-01", "2026-01-01", "The range must not be longer than two years"),
    ],
)
async def test_days_that_are_no_range_or_too_many_are_refused(
    world: World, since: str, until: str, told: str
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    answer = await world.ask(
        HISTORY, token=person.token, id=tenant.group.name, **{"from": since, "to": until}
    )

    assert (answer.codes, answer.messages) == (["INVALID"], [told])


async def test_what_is_no_day_is_refused(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    answer = await world.ask(
        HISTORY, token=person.token, id=tenant.group.name, **{"from": "soon", "to": "2026-01-01"}
    )

    assert answer.codes == ["INVALID"]


async def test_a_stranger_is_told_nothing(world: World) -> None:
    tenant, _, _ = await a_scene(world)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    answers = [
        await world.ask(ORGANIZATION, token=stranger.token, id=tenant.organization.id),
        await world.ask(GROUP, token=stranger.token, id=tenant.group.name),
    ]

    assert [answer.data for answer in answers] == [{"of": None}, {"of": None}]
    assert [refusal(answer) for answer in answers] == [ACCESS_DENIED] * 2
