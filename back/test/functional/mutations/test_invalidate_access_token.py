"""invalidateAccessToken."""

from people import a_person
from refusals import LOGIN_REQUIRED, nothing_written, refusal
from world import Answer, World

INVALIDATE = "mutation ($id: ID) { invalidateAccessToken(id: $id) { success } }"
ME = "{ me { accessTokens { id name } } }"
NOT_FOUND = ("Exception - Access denied or token not found", "NOT_FOUND")


async def _second_token(world: World, token: str) -> str:
    answer = await world.ask(
        """mutation ($expires: Int!) {
          addAccessToken(expirationTime: $expires, name: "second") { sessionJwt }
        }""",
        token=token,
        expires=int(world.clock.instant.timestamp()) + 86_400,
    )
    return str(answer["addAccessToken"]["sessionJwt"])


async def _ids(answer: Answer) -> dict[str, str]:
    return {token["name"]: token["id"] for token in answer["me"]["accessTokens"]}


async def test_one_token_is_revoked_from_the_next_request_on(world: World) -> None:
    person = await a_person(world)
    text = await _second_token(world, person.token)
    ids = await _ids(await world.ask(ME, token=text))

    answer = await world.ask(INVALIDATE, token=person.token, id=ids["second"])

    assert answer["invalidateAccessToken"] == {"success": True}
    assert refusal(await world.ask(ME, token=text)) == LOGIN_REQUIRED
    assert await _ids(await world.ask(ME, token=person.token)) == {"test": ids["test"]}


async def test_without_an_id_all_are_revoked(world: World) -> None:
    person = await a_person(world)
    other = await a_person(world)
    text = await _second_token(world, person.token)

    answer = await world.ask(INVALIDATE, token=person.token)

    assert answer["invalidateAccessToken"] == {"success": True}
    assert refusal(await world.ask(ME, token=person.token)) == LOGIN_REQUIRED
    assert refusal(await world.ask(ME, token=text)) == LOGIN_REQUIRED
    assert list(await _ids(await world.ask(ME, token=other.token))) == ["test"]


async def test_nothing_is_left_of_a_token_but_the_origin_of_its_end(world: World) -> None:
    person = await a_person(world)
    before = await world.contents()
    text = await _second_token(world, person.token)
    await world.ask(
        INVALIDATE, token=text, id=(await _ids(await world.ask(ME, token=text)))["second"]
    )

    after = await world.contents()

    left = {after[key].kind for key in after.keys() - before.keys()}
    assert left == {"context"}


async def test_a_token_of_somebody_else_is_as_absent_as_one_that_never_was(world: World) -> None:
    person = await a_person(world)
    victim = await a_person(world)
    theirs = (await _ids(await world.ask(ME, token=victim.token)))["test"]

    async with nothing_written(world):
        foreign = await world.ask(INVALIDATE, token=person.token, id=theirs)
        absent = await world.ask(INVALIDATE, token=person.token, id="nothing")

    assert refusal(foreign) == NOT_FOUND
    assert foreign == absent
    assert list(await _ids(await world.ask(ME, token=victim.token))) == ["test"]


async def test_nobody_who_has_not_signed_in_revokes_one(world: World) -> None:
    person = await a_person(world)
    id_ = (await _ids(await world.ask(ME, token=person.token)))["test"]

    async with nothing_written(world):
        answer = await world.ask(INVALIDATE, id=id_)

    assert refusal(answer) == LOGIN_REQUIRED


async def test_a_token_that_was_revoked_revokes_none(world: World) -> None:
    person = await a_person(world)
    text = await _second_token(world, person.token)
    ids = await _ids(await world.ask(ME, token=text))
    await world.ask(INVALIDATE, token=person.token, id=ids["second"])

    async with nothing_written(world):
        answer = await world.ask(INVALIDATE, token=text)

    assert refusal(answer) == LOGIN_REQUIRED
