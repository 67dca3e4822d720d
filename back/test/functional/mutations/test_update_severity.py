"""updateSeverity, and Finding.severity."""

from dataclasses import replace

import pytest

from db_model.access.types import GroupRole
from db_model.findings.types import Severity
from metrics import EVERY_NUMBER, NUMBERS, VECTOR_OF_NUMBERS, declared, passed
from people import Person, a_person, a_tenant, member_of
from populations import a_finding, put_findings
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from world import Answer, World

UPDATE = f"""
mutation ($findingId: String! $cvssVersion: String! $cvssVector: String {declared("String!")}) {{
  updateSeverity(
    findingId: $findingId cvssVersion: $cvssVersion cvssVector: $cvssVector {passed()}
  ) {{ success finding {{ id severityScore severityVector severityVectorV4 severityScoreV4 }} }}
}}
"""
READ = f"""
query ($id: String!) {{ finding(identifier: $id) {{
  severityScore severityVector severity {{ {EVERY_NUMBER} }}
}} }}
"""
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:U/C:H/I:L/A:N/E:P/RL:O"
TEXTS = {name: str(number) for name, number in NUMBERS.items()}


async def _update(world: World, person: Person | None, id_: str, **given: object) -> Answer:
    variables: dict[str, object] = {"findingId": id_, "cvssVersion": "3.1", **TEXTS}
    return await world.ask(UPDATE, token=person.token if person else None, **(variables | given))


async def test_a_vector_is_kept_with_its_temporal_score_and_that_of_4_stays(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    four = Severity(score=5.0, vector_v4="CVSS:4.0/AV:N", score_v4=8.1)
    finding = replace(a_finding(tenant), severity=four)
    await put_findings(world, finding)

    answer = await _update(world, person, finding.id, cvssVector=VECTOR)

    assert answer["updateSeverity"] == {
        "success": True,
        "finding": {
            "id": finding.id,
            "severityScore": 5.7,
            "severityVector": VECTOR,
            "severityVectorV4": "CVSS:4.0/AV:N",
            "severityScoreV4": 8.1,
        },
    }


async def test_numbers_of_all_metrics_make_a_vector_and_are_read_back(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    finding = a_finding(tenant)
    await put_findings(world, finding)

    await _update(world, person, finding.id)

    found = (await world.ask(READ, token=person.token, id=finding.id))["finding"]
    unmodified = {name: number for name, number in NUMBERS.items() if "modified" not in name}
    assert found["severityVector"] == VECTOR_OF_NUMBERS
    assert found["severityScore"] == 7.6
    assert {name: found["severity"][name] for name in unmodified} == unmodified
    assert found["severity"]["modifiedAttackVector"] == NUMBERS["attackVector"]
    assert found["severity"]["modifiedPrivilegesRequired"] == NUMBERS["privilegesRequired"]


async def test_without_a_vector_there_are_no_numbers(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    finding = a_finding(tenant)
    await put_findings(world, finding)

    answer = await world.ask(READ, token=person.token, id=finding.id)

    assert answer["finding"]["severity"] == dict.fromkeys(NUMBERS)


async def test_it_is_one_commit_with_its_history(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    finding = a_finding(tenant)
    await put_findings(world, finding)
    before = await world.contents()

    await _update(world, person, finding.id, cvssVector=VECTOR)
    await _update(world, person, finding.id, cvssVector=VECTOR)

    after = await world.contents()
    made = sorted(after[key].kind for key in after.keys() - before.keys())
    assert made == ["context", "finding-entry", "finding-state"]


NO_VECTOR = "Exception - Error invalid severity CVSS v3.1 vector string"
OUT_OF_RANGE = "Invalid, severity update values out of range"
NO_NUMBER = "Exception - CVSS field value must be a number"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"cvssVersion": "2"}, "Invalid, CVSS version is not supported"),
        ({"cvssVersion": "4.0"}, "Invalid, CVSS version is not supported"),
        ({"cvssVector": "CVSS:3.1/AV:N"}, NO_VECTOR),
        ({"cvssVector": "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}, NO_VECTOR),
        ({"attackVector": "0.86"}, NO_VECTOR),
        ({"modifiedAttackVector": "0.85", "modifiedAttackComplexity": "0.1"}, NO_VECTOR),
        ({"attackVector": "N"}, NO_NUMBER),
        ({"attackVector": ""}, NO_NUMBER),
        ({"attackVector": "10.1"}, OUT_OF_RANGE),
        ({"attackVector": "-1"}, OUT_OF_RANGE),
        ({"attackVector": "nan"}, OUT_OF_RANGE),
        ({"attackVector": "inf"}, OUT_OF_RANGE),
    ],
)
async def test_bad_input_is_refused(world: World, given: dict[str, object], told: str) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    finding = a_finding(tenant)
    await put_findings(world, finding)

    async with nothing_written(world):
        answer = await _update(world, person, finding.id, **given)

    assert refusal(answer) == (told, "INVALID")


async def test_who_may_not_is_refused_and_learns_nothing(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    finding = a_finding(tenant)
    await put_findings(world, finding)
    member = await a_person(world, member_of(tenant, GroupRole.USER_MANAGER))
    stranger = await a_person(world, member_of(other, GroupRole.HACKER))

    async with nothing_written(world):
        refused = await _update(world, member, finding.id)
        foreign = await _update(world, stranger, finding.id)
        absent = await _update(world, stranger, "nothing")

    assert refusal(refused) == ACCESS_DENIED
    assert refused == foreign == absent


async def test_nobody_who_has_not_signed_in_rates_one(world: World) -> None:
    finding = a_finding(await a_tenant(world))
    await put_findings(world, finding)

    async with nothing_written(world):
        answer = await _update(world, None, finding.id)

    assert refusal(answer) == LOGIN_REQUIRED
