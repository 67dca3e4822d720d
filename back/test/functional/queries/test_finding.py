"""finding, with all its fields, and Group.findings."""

from dataclasses import replace

import pytest

from db_model.access.types import GroupRole
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import BUILDER, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from refusals import ACCESS_DENIED, refusal
from world import World

FINDING = """
query ($id: String!) { finding(identifier: $id) {
  attackVectorDescription closedVulnerabilities currentState cvssVersion cweIds description
  groupName id isExploitable lastStateDate minTimeToRemediate openVulnerabilities
  recommendation reportDate severityScore severityScoreV4 severityVector severityVectorV4
  status threat title
  unfulfilledRequirements { id summary title }
} }
"""
INSIDE = """
query ($id: String!) { finding(identifier: $id) {
  id hacker rejectedVulnerabilities submittedVulnerabilities
} }
"""
FINDINGS = """
query ($name: String!, $filters: GenericScalar) { group(groupName: $name) {
  findings(filters: $filters) { id status openVulnerabilities }
} }
"""


async def test_a_member_is_shown_all_of_it(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.USER))
    failed = ("155. No malicious code", "Check input")
    finding = replace(a_finding(tenant), unfulfilled_requirements=failed)
    await put_findings(world, finding)
    await put_vulnerabilities(
        world,
        a_vulnerability(tenant, finding, 0),
        a_vulnerability(tenant, finding, 1),
        a_vulnerability(tenant, finding, 2, status=VulnerabilityStatus.SAFE),
    )

    answer = await world.ask(FINDING, token=person.token, id=finding.id)

    assert answer["finding"] == {
        "attackVectorDescription": "",
        "closedVulnerabilities": 1,
        "currentState": "CREATED",
        "cvssVersion": "3.1",
        "cweIds": ["CWE-703"],
        "description": "What it is",
        "groupName": "acmegroup",
        "id": finding.id,
        "isExploitable": False,
        "lastStateDate": "2026-03-02 09:30:00",
        "minTimeToRemediate": None,
        "openVulnerabilities": 2,
        "recommendation": "How to mend it",
        "reportDate": "2026-03-02 09:30:00",
        "severityScore": 7.5,
        "severityScoreV4": None,
        "severityVector": "",
        "severityVectorV4": "",
        "status": "VULNERABLE",
        "threat": "",
        "title": "CWE-703. Rule 0",
        "unfulfilledRequirements": [
            {"id": "155. No malicious code", "summary": "", "title": "155. No malicious code"},
            {"id": "Check input", "summary": "", "title": "Check input"},
        ],
    }


async def test_who_works_on_it_is_shown_to_insiders_only(world: World) -> None:
    tenant = await a_tenant(world)
    insider = await a_person(world, member_of(tenant, GroupRole.REVIEWER))
    outsider = await a_person(world, member_of(tenant, GroupRole.USER_MANAGER))
    finding = a_finding(tenant)
    await put_findings(world, finding)
    await put_vulnerabilities(
        world,
        a_vulnerability(tenant, finding, 0),
        a_vulnerability(tenant, finding, 1, status=VulnerabilityStatus.SUBMITTED),
        a_vulnerability(tenant, finding, 2, status=VulnerabilityStatus.REJECTED),
    )

    shown = await world.ask(INSIDE, token=insider.token, id=finding.id)
    hidden = await world.ask(INSIDE, token=outsider.token, id=finding.id)
    hacker = await world.ask(
        "query ($id: String!) { finding(identifier: $id) { id hacker } }",
        token=outsider.token,
        id=finding.id,
    )

    assert shown["finding"] == {
        "id": finding.id,
        "hacker": BUILDER,
        "rejectedVulnerabilities": 1,
        "submittedVulnerabilities": 1,
    }
    assert hidden.data == {"finding": None}
    assert set(zip(hidden.messages, hidden.codes, strict=True)) == {ACCESS_DENIED}
    assert hacker.data == {"finding": {"id": finding.id, "hacker": None}}
    assert list(zip(hacker.messages, hacker.codes, strict=True)) == [ACCESS_DENIED]


@pytest.mark.parametrize("role", sorted(set(GroupRole) - {GroupRole.ADMIN, GroupRole.CUSTOM}))
async def test_a_draft_is_as_absent_to_who_sees_no_drafts(world: World, role: GroupRole) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))
    draft, released = a_finding(tenant, 0), a_finding(tenant, 1)
    await put_findings(world, draft, released)
    await put_vulnerabilities(
        world,
        a_vulnerability(tenant, draft, status=VulnerabilityStatus.SUBMITTED),
        a_vulnerability(tenant, released),
    )
    sees_drafts = role in {
        GroupRole.ARCHITECT,
        GroupRole.CUSTOMER_MANAGER,
        GroupRole.HACKER,
        GroupRole.REATTACKER,
        GroupRole.RESOURCER,
        GroupRole.REVIEWER,
    }

    one = await world.ask(FINDING, token=person.token, id=draft.id)
    absent = await world.ask(FINDING, token=person.token, id="nothing")
    listed = await world.ask(FINDINGS, token=person.token, name=tenant.group.name)

    drafts = [{"id": draft.id, "status": "DRAFT", "openVulnerabilities": 0}] if sees_drafts else []
    assert listed["group"]["findings"] == [
        *drafts,
        {"id": released.id, "status": "VULNERABLE", "openVulnerabilities": 1},
    ]
    assert (one["finding"]["status"] == "DRAFT") if sees_drafts else (one == absent)
    assert refusal(absent) == ACCESS_DENIED


async def test_a_stranger_learns_nothing(world: World) -> None:
    tenant = await a_tenant(world)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))
    finding = a_finding(tenant)
    await put_findings(world, finding)
    await put_vulnerabilities(world, a_vulnerability(tenant, finding))

    foreign = await world.ask(FINDING, token=stranger.token, id=finding.id)
    absent = await world.ask(FINDING, token=stranger.token, id="nothing")

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent


async def test_a_filter_that_is_not_supported_is_refused_by_name(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    answer = await world.ask(
        FINDINGS, token=person.token, name=tenant.group.name, filters={"title": "x"}
    )
    none_given = await world.ask(
        FINDINGS, token=person.token, name=tenant.group.name, filters={"title": None}
    )

    assert list(zip(answer.messages, answer.codes, strict=True)) == [
        ("Exception - The filter is not supported: title", "INVALID")
    ]
    assert answer.data == {"group": {"findings": None}}
    assert none_given["group"]["findings"] == []


async def test_a_vector_is_told_with_its_score(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
    finding = a_finding(tenant)
    severity = replace(finding.severity, score=9.8, vector_v3=vector, score_v4=9.3)
    await put_findings(world, replace(finding, severity=severity))
    await put_vulnerabilities(world, a_vulnerability(tenant, finding))

    answer = await world.ask(FINDING, token=person.token, id=finding.id)

    told = ("severityScore", "severityVector", "severityScoreV4", "isExploitable")
    assert [answer["finding"][name] for name in told] == [9.8, vector, 9.3, True]
