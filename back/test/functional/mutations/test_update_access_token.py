"""updateAccessToken."""

from people import a_person
from refusals import LOGIN_REQUIRED, nothing_written, refusal
from tokens import added, tokens_of
from world import World

ME = "{ me { userEmail } }"
DAY = 86_400


async def test_an_update_leaves_one_token_that_is_called_so(world: World) -> None:
    person = await a_person(world)
    other = await added(world, person)
    expires = int(world.clock.instant.timestamp()) + DAY

    answer = await world.ask(
        "mutation ($e: Int!) { updateAccessToken(expirationTime: $e) { success sessionJwt } }",
        token=person.token,
        e=expires,
    )

    text = answer["updateAccessToken"]["sessionJwt"]
    assert set(await tokens_of(world, text)) == {"Token"}
    assert refusal(await world.ask(ME, token=person.token)) == LOGIN_REQUIRED
    assert refusal(await world.ask(ME, token=other)) == LOGIN_REQUIRED


async def test_an_update_with_a_bad_expiry_changes_nothing(world: World) -> None:
    person = await a_person(world)

    async with nothing_written(world):
        answer = await world.ask(
            "mutation { updateAccessToken(expirationTime: 1) { success } }", token=person.token
        )
        nobody = await world.ask("mutation { updateAccessToken(expirationTime: 1) { success } }")

    assert refusal(answer) == ("Exception - Invalid Expiration Time", "INVALID")
    assert refusal(nobody) == LOGIN_REQUIRED
