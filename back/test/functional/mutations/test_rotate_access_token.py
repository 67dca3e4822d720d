"""rotateAccessToken."""

from datetime import timedelta

import pytest

from people import Person, a_person, a_tenant, member_of
from refusals import LOGIN_REQUIRED, Refusal, nothing_written, refusal
from tokens import added, tokens_of
from world import Answer, World

ROTATE = """
mutation ($id: ID! $overlap: Int!) {
  rotateAccessToken(id: $id overlapSeconds: $overlap) {
    success sessionJwt accessToken { id name scopes groups isReplaced }
  }
}
"""
ME = "{ me { userEmail } }"
DAY = 86_400
NOT_FOUND = ("Exception - Access denied or token not found", "NOT_FOUND")


async def _rotate(
    world: World, person: Person, id_: str | None = None, *, overlap: int = DAY
) -> Answer:
    token_id = id_ or (await tokens_of(world, person.token))["CI"]["id"]
    return await world.ask(ROTATE, token=person.token, id=token_id, overlap=overlap)


async def test_both_work_until_the_overlap_is_over(world: World) -> None:
    person = await a_person(world)
    old = await added(world, person, days=30)

    new = (await _rotate(world, person))["rotateAccessToken"]["sessionJwt"]

    world.clock.advance(timedelta(hours=23))
    assert (await world.ask(ME, token=old))["me"]["userEmail"] == person.email
    world.clock.advance(timedelta(hours=2))
    assert refusal(await world.ask(ME, token=old)) == LOGIN_REQUIRED
    world.clock.advance(timedelta(days=28))
    assert (await world.ask(ME, token=new))["me"]["userEmail"] == person.email


async def test_the_new_one_is_held_to_what_the_old_one_was(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await added(world, person, scopes=["READ"], groups=[tenant.group.name])
    old = (await tokens_of(world, person.token))["CI"]["id"]

    made = (await _rotate(world, person))["rotateAccessToken"]["accessToken"]

    assert made.pop("id") != old
    assert made == {
        "name": "CI",
        "scopes": ["READ"],
        "groups": [tenant.group.name],
        "isReplaced": False,
    }


async def test_without_an_overlap_the_old_one_is_gone_at_once(world: World) -> None:
    person = await a_person(world)
    old = await added(world, person)

    await _rotate(world, person, overlap=0)

    assert refusal(await world.ask(ME, token=old)) == LOGIN_REQUIRED
    assert len(await tokens_of(world, person.token)) == 2


async def test_an_overlap_makes_no_token_last_longer(world: World) -> None:
    person = await a_person(world)
    old = await added(world, person, days=0.5)

    await _rotate(world, person, overlap=7 * DAY)

    world.clock.advance(timedelta(hours=13))
    assert refusal(await world.ask(ME, token=old)) == LOGIN_REQUIRED


async def test_what_was_replaced_takes_no_room_and_is_replaced_once(world: World) -> None:
    person = await a_person(world)
    await added(world, person)
    old = (await tokens_of(world, person.token))["CI"]["id"]
    await _rotate(world, person, old)

    async with nothing_written(world):
        again = await _rotate(world, person, old)
    also = await _rotate(world, person, f"token-of-{person.email}")
    third = (await tokens_of(world, person.token))["test"]["id"]

    assert refusal(again) == ("Exception - The token has been replaced already", "CONFLICT")
    assert not also.errors
    async with nothing_written(world):
        too_many = await _rotate(world, person, also["rotateAccessToken"]["accessToken"]["id"])
    assert refusal(too_many)[1] == "CONFLICT"
    assert third


@pytest.mark.parametrize(
    ("overlap", "told"),
    [
        (-1, ("Exception - The overlap must be 0 to 604800 seconds", "INVALID")),
        (7 * DAY + 1, ("Exception - The overlap must be 0 to 604800 seconds", "INVALID")),
    ],
)
async def test_an_overlap_is_at_most_a_week(world: World, overlap: int, told: Refusal) -> None:
    person = await a_person(world)
    id_ = (await tokens_of(world, person.token))["test"]["id"]

    async with nothing_written(world):
        assert refusal(await _rotate(world, person, id_, overlap=overlap)) == told


async def test_a_token_of_somebody_else_is_as_absent_as_one_that_never_was(world: World) -> None:
    person, victim = await a_person(world), await a_person(world)
    await tokens_of(world, victim.token)

    async with nothing_written(world):
        foreign = await _rotate(world, person, f"token-of-{victim.email}")
        absent = await _rotate(world, person, "nothing")
        nobody = await world.ask(ROTATE, id="nothing", overlap=0)

    assert refusal(foreign) == NOT_FOUND
    assert foreign == absent
    assert refusal(nobody) == LOGIN_REQUIRED
