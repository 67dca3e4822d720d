"""updateNotificationsPreferences."""

from typing import Any, Final

import pytest

from db_model.access.types import GroupRole
from db_model.stakeholders.types import Notice
from people import Person, a_person, a_tenant, member_of
from refusals import LOGIN_REQUIRED, nothing_written, refusal
from world import Answer, World

UPDATE: Final = """
mutation ($given: NotificationPreferences!) {
  updateNotificationsPreferences(notificationsPreferences: $given) { success }
}
"""
READ: Final = """
{ me { notificationsPreferences { available email sms parameters { minSeverity } } } }
"""
NAMES: Final = '{ __type(name: "NotificationsName") { enumValues { name } } }'
USER: Final = ["UPDATED_TREATMENT", "VULNERABILITY_ASSIGNED", "VULNERABILITY_REPORT"]


async def _update(world: World, person: Person | None, **given: object) -> Answer:
    return await world.ask(UPDATE, token=person.token if person else None, given=given)


async def _read(world: World, person: Person) -> dict[str, Any]:
    answer = await world.ask(READ, token=person.token)
    read: dict[str, Any] = answer["me"]["notificationsPreferences"]
    return read


@pytest.mark.parametrize(
    ("role", "told", "available"),
    [(GroupRole.USER, USER, 8), (GroupRole.REVIEWER, sorted(Notice), 9)],
)
async def test_who_never_chose_is_told_of_what_is_usual_for_the_roles(
    world: World, role: GroupRole, told: list[str], available: int
) -> None:
    person = await a_person(world, member_of(await a_tenant(world), role))

    read = await _read(world, person)

    assert read["email"] == told
    assert read["sms"] == []
    assert read["parameters"] == {"minSeverity": 3.0}
    assert len(read["available"]) == available


async def test_what_is_chosen_is_kept_and_the_rest_stays(world: World) -> None:
    person, other = await a_person(world), await a_person(world)
    parameters = {"minSeverity": 6.25}

    first = await _update(
        world, person, email=["ROOT_UPDATE", "AGENT_TOKEN", "ROOT_UPDATE"], sms=["NEW_DRAFT", None]
    )
    await _update(world, person, email=["ROOT_UPDATE", "AGENT_TOKEN"], parameters=parameters)

    read = await _read(world, person)
    assert first["updateNotificationsPreferences"] == {"success": True}
    assert read["email"] == ["AGENT_TOKEN", "ROOT_UPDATE"]
    assert read["sms"] == ["NEW_DRAFT"]
    assert read["parameters"] == {"minSeverity": 6.2}
    assert (await _read(world, other))["email"] == []


async def test_who_chooses_nothing_is_told_of_nothing(world: World) -> None:
    person = await a_person(world, member_of(await a_tenant(world)))

    await _update(world, person, email=[])

    assert (await _read(world, person))["email"] == []


async def test_the_kinds_can_be_asked_for(world: World) -> None:
    person = await a_person(world)

    answer = await world.ask(NAMES, token=person.token)

    names = {each["name"] for each in answer["__type"]["enumValues"]}
    assert names == {notice.value for notice in Notice}


@pytest.mark.parametrize("severity", [-0.1, 10.1])
async def test_a_score_that_is_none_is_refused(world: World, severity: float) -> None:
    person = await a_person(world)

    async with nothing_written(world):
        answer = await _update(world, person, email=[], parameters={"minSeverity": severity})

    assert refusal(answer) == (
        "Exception - Severity value must be between 0.0 and 10.0",
        "INVALID",
    )


async def test_a_kind_that_there_is_not_is_refused(world: World) -> None:
    person = await a_person(world)

    async with nothing_written(world):
        answer = await _update(world, person, email=["NEWSLETTER"])

    assert answer.data is None
    assert answer.codes == ["INVALID"]


async def test_nobody_who_has_not_signed_in_chooses(world: World) -> None:
    async with nothing_written(world):
        answer = await _update(world, None, email=[])

    assert refusal(answer) == LOGIN_REQUIRED
