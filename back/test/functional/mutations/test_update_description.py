"""updateDescription."""

import pytest

from db_model.access.types import GroupRole
from db_model.vulnerabilities.types import VulnerabilityStatus
from people import Person, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from world import Answer, World

UPDATE = """
mutation (
  $findingId: String! $title: String! $description: String! $threat: String!
  $attackVectorDescription: String! $recommendation: String! $records: String $sorts: Sorts
  $unfulfilledRequirements: [String!]
) {
  updateDescription(
    findingId: $findingId title: $title description: $description threat: $threat
    attackVectorDescription: $attackVectorDescription recommendation: $recommendation
    records: $records sorts: $sorts unfulfilledRequirements: $unfulfilledRequirements
  ) { success finding { title } }
}
"""
READ = """
query ($id: String!) { finding(identifier: $id) {
  title description threat attackVectorDescription recommendation
} }
"""
TEXTS = {
    "title": "Anything at all: <b>ünder</b> `way`",
    "description": "What it does",
    "threat": "What comes of it",
    "attackVectorDescription": "How it is done",
    "recommendation": "Mend it",
}


async def _update(world: World, person: Person | None, id_: str, **given: object) -> Answer:
    variables: dict[str, object] = {"findingId": id_, **TEXTS}
    return await world.ask(UPDATE, token=person.token if person else None, **(variables | given))


async def test_all_its_texts_change(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    finding = a_finding(tenant)
    await put_findings(world, finding)

    answer = await _update(
        world, person, finding.id, unfulfilledRequirements=["Check it"], records="r", sorts="NO"
    )

    read = await world.ask(READ, token=person.token, id=finding.id)
    assert answer["updateDescription"] == {"success": True, "finding": {"title": TEXTS["title"]}}
    assert read["finding"] == TEXTS


async def test_it_is_one_commit_with_its_history_and_none_for_the_same_again(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    finding = a_finding(tenant)
    await put_findings(world, finding)
    before = await world.contents()

    await _update(world, person, finding.id)
    await _update(world, person, finding.id)

    after = await world.contents()
    made = sorted(after[key].kind for key in after.keys() - before.keys())
    assert made == ["context", "finding-entry", "finding-state"]


async def test_texts_that_stay_as_an_import_left_them_are_no_matter(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    finding = a_finding(tenant)
    await put_findings(world, finding)

    await _update(
        world, person, finding.id, title=finding.title, threat="", attackVectorDescription=""
    )

    read = await world.ask(READ, token=person.token, id=finding.id)
    assert read["finding"] == TEXTS | {
        "title": finding.title,
        "threat": "",
        "attackVectorDescription": "",
    }


TITLE_IS_FIXED = (
    "Exception - Forbidden change on field: title  Reason: The title of a Finding "
    "cannot be edited if there are vulnerabilities on it"
)


@pytest.mark.parametrize("status", [VulnerabilityStatus.VULNERABLE, VulnerabilityStatus.SAFE])
async def test_its_title_stays_once_a_vulnerability_is_released(
    world: World, status: VulnerabilityStatus
) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    finding = a_finding(tenant)
    await put_findings(world, finding)
    await put_vulnerabilities(world, a_vulnerability(tenant, finding, status=status))

    async with nothing_written(world):
        answer = await _update(world, person, finding.id)
    kept = await _update(world, person, finding.id, title=finding.title)

    assert refusal(answer) == (TITLE_IS_FIXED, "INVALID")
    assert kept["updateDescription"]["success"] is True


@pytest.mark.parametrize("field", ["description", "threat"])
async def test_two_findings_of_a_title_never_say_the_same(world: World, field: str) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.HACKER))
    first, second = a_finding(tenant, 1), a_finding(tenant, 2)
    await put_findings(world, first, second)
    await _update(world, person, first.id)
    others = {"description": "Something else", "threat": "Nothing much"}
    del others[field]

    async with nothing_written(world):
        answer = await _update(world, person, second.id, **others)
    titled = await _update(world, person, second.id, title="Another title")

    assert refusal(answer) == (
        f"Exception - Finding with the same {field} already exists",
        "CONFLICT",
    )
    assert titled["updateDescription"]["success"] is True


BLANK = "Exception - Field cannot fill with blank characters"
LENGTH = "Exception - Invalid field length in form"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"title": " "}, BLANK),
        ({"title": "t" * 201}, LENGTH),
        ({"description": ""}, BLANK),
        ({"description": "d" * 1001}, LENGTH),
        ({"description": "a<b"}, "Exception - Invalid characters in description"),
        ({"threat": " "}, BLANK),
        ({"threat": "t" * 651}, LENGTH),
        (
            {"attackVectorDescription": "=1"},
            "Exception - Invalid characters in attack_vector_description",
        ),
        ({"attackVectorDescription": "a" * 651}, LENGTH),
        ({"recommendation": "r" * 501}, LENGTH),
        (
            {"unfulfilledRequirements": []},
            "Exception - The unfulfilled requirements are required",
        ),
        ({"unfulfilledRequirements": [" "]}, BLANK),
        ({"unfulfilledRequirements": ["r" * 301]}, LENGTH),
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


async def test_nobody_who_has_not_signed_in_writes_one(world: World) -> None:
    finding = a_finding(await a_tenant(world))
    await put_findings(world, finding)

    async with nothing_written(world):
        answer = await _update(world, None, finding.id)

    assert refusal(answer) == LOGIN_REQUIRED
