"""addFinding."""

import pytest

from db_model.access.types import GroupRole
from metrics import NUMBERS, VECTOR_OF_NUMBERS, declared, passed
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from world import Answer, World

ADD = f"""
mutation (
  $groupName: String! $title: String! $description: String! $threat: String!
  $attackVectorDescription: String! $recommendation: String! $cvssVector: String
  $minTimeToRemediate: Int $unfulfilledRequirements: [String!]! {declared("Float!")}
) {{
  addFinding(
    groupName: $groupName title: $title description: $description threat: $threat
    attackVectorDescription: $attackVectorDescription recommendation: $recommendation
    cvssVector: $cvssVector minTimeToRemediate: $minTimeToRemediate
    unfulfilledRequirements: $unfulfilledRequirements {passed()}
  ) {{ success }}
}}
"""
FINDINGS = """
query ($name: String!) { group(groupName: $name) { findings {
  title description threat attackVectorDescription recommendation minTimeToRemediate
  severityVector severityScore status hacker currentState
} } }
"""
TEXTS = {
    "title": "A weakness of a kind",
    "description": "What it does",
    "threat": "What comes of it",
    "attackVectorDescription": "How it is done",
    "recommendation": "Mend it",
}
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:L/UI:R/S:U/C:H/I:L/A:N/E:P/RL:O"


async def _add(world: World, person: Person | None, group_name: str, **given: object) -> Answer:
    variables: dict[str, object] = {
        "groupName": group_name,
        "unfulfilledRequirements": ["Check what comes in"],
        **TEXTS,
        **NUMBERS,
    }
    return await world.ask(ADD, token=person.token if person else None, **(variables | given))


async def _hacker(world: World, tenant: Tenant) -> Person:
    return await a_person(world, member_of(tenant, GroupRole.HACKER))


async def test_a_finding_is_added_as_a_draft(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _hacker(world, tenant)

    answer = await _add(world, person, tenant.group.name, minTimeToRemediate=30)

    read = await world.ask(FINDINGS, token=person.token, name=tenant.group.name)
    assert answer["addFinding"] == {"success": True}
    assert read["group"]["findings"] == [
        {
            **TEXTS,
            "minTimeToRemediate": 30,
            "severityVector": VECTOR_OF_NUMBERS,
            "severityScore": 7.6,
            "status": "DRAFT",
            "hacker": person.email,
            "currentState": "CREATED",
        }
    ]


async def test_a_vector_wins_over_numbers(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _hacker(world, tenant)

    await _add(world, person, tenant.group.name, cvssVector=VECTOR)

    read = await world.ask(FINDINGS, token=person.token, name=tenant.group.name)
    (found,) = read["group"]["findings"]
    assert (found["severityVector"], found["severityScore"]) == (VECTOR, 5.7)


async def test_it_is_one_commit_with_its_history(world: World) -> None:
    tenant = await a_tenant(world)
    person = await _hacker(world, tenant)
    before = await world.contents()

    await _add(world, person, tenant.group.name)

    after = await world.contents()
    made = sorted(after[key].kind for key in after.keys() - before.keys())
    assert made == ["context", "finding", "finding-state"]


@pytest.mark.parametrize("field", ["description", "threat"])
async def test_two_findings_of_a_title_never_say_the_same(world: World, field: str) -> None:
    tenant = await a_tenant(world)
    person = await _hacker(world, tenant)
    await _add(world, person, tenant.group.name)
    others = {"description": "Something else", "threat": "Nothing much"}
    others[field] = f" {TEXTS[field]} "

    async with nothing_written(world):
        answer = await _add(world, person, tenant.group.name, **others)
    titled = await _add(world, person, tenant.group.name, title="Another title")

    assert refusal(answer) == (
        f"Exception - Finding with the same {field} already exists",
        "CONFLICT",
    )
    assert titled["addFinding"] == {"success": True}


BLANK = "Exception - Field cannot fill with blank characters"
LENGTH = "Exception - Invalid field length in form"
NO_TIME = "Exception - Min time to remediate should be a positive number"
NO_IMPACT = {"confidentialityImpact": 0.0, "integrityImpact": 0.0, "availabilityImpact": 0.0}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"title": " "}, BLANK),
        ({"title": "t" * 201}, LENGTH),
        ({"description": "d" * 1001}, LENGTH),
        ({"threat": " "}, BLANK),
        ({"recommendation": "a<b"}, "Exception - Invalid characters in recommendation"),
        ({"minTimeToRemediate": 0}, NO_TIME),
        ({"minTimeToRemediate": -1}, NO_TIME),
        (
            {"unfulfilledRequirements": []},
            "Exception - The unfulfilled requirements are required",
        ),
        ({"attackVector": 10.5}, "Invalid, severity update values out of range"),
        ({"attackVector": 0.5}, "Exception - Error invalid severity CVSS v3.1 vector string"),
        ({"cvssVector": "9.8"}, "Exception - Error invalid severity CVSS v3.1 vector string"),
        (NO_IMPACT, "Exception - Severity score is invalid"),
    ],
)
async def test_bad_input_is_refused(world: World, given: dict[str, object], told: str) -> None:
    tenant = await a_tenant(world)
    person = await _hacker(world, tenant)

    async with nothing_written(world):
        answer = await _add(world, person, tenant.group.name, **given)

    assert refusal(answer) == (told, "INVALID")


async def test_who_may_not_is_refused_and_learns_nothing(world: World) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    member = await a_person(world, member_of(tenant, GroupRole.USER_MANAGER))
    stranger = await _hacker(world, other)

    async with nothing_written(world):
        refused = await _add(world, member, tenant.group.name)
        foreign = await _add(world, stranger, tenant.group.name)
        absent = await _add(world, stranger, "nothing")

    assert refusal(refused) == ACCESS_DENIED
    assert refused == foreign == absent


async def test_nobody_who_has_not_signed_in_adds_one(world: World) -> None:
    tenant = await a_tenant(world)

    async with nothing_written(world):
        answer = await _add(world, None, tenant.group.name)

    assert refusal(answer) == LOGIN_REQUIRED
