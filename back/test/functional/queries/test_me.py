"""me, and what hangs from it."""

from datetime import timedelta

from people import Roles, a_person, a_tenant, member_of
from refusals import LOGIN_REQUIRED, refusal
from world import START, World

ME = """
{ me(callerOrigin: "WEB") {
  callerOrigin enrolled permissions role userEmail userName
  organizations { name userRole }
  accessTokens { id issuedAt lastUse name }
} }
"""


async def test_a_caller_is_shown_itself(world: World) -> None:
    tenant = await a_tenant(world)
    await a_tenant(world, name="evil")
    person = await a_person(world, member_of(tenant), email="ada@example.com")
    await world.ask("{ me { role } }", token=person.token)
    used_at = world.clock.instant

    answer = await world.ask(ME, token=person.token)

    (token,) = answer["me"].pop("accessTokens")
    assert answer["me"] == {
        "callerOrigin": "API",
        "enrolled": True,
        "permissions": [
            "api_mutations_add_organization_mutate",
            "api_mutations_update_stakeholder_phone_mutate",
            "api_mutations_verify_stakeholder_mutate",
        ],
        "role": "user",
        "userEmail": "ada@example.com",
        "userName": "Test Person",
        "organizations": [{"name": "acme", "userRole": "user"}],
    }
    assert (token["id"], token["name"]) == ("token-of-ada@example.com", "test")
    assert token["issuedAt"] == int(START.timestamp())
    assert START.isoformat() < token["lastUse"] <= used_at.isoformat()


async def test_the_use_of_a_token_is_told_to_the_minute(world: World) -> None:
    person = await a_person(world)
    last_use = "{ me { accessTokens { lastUse } } }"
    (first,) = (await world.ask(last_use, token=person.token))["me"]["accessTokens"]

    world.clock.advance(timedelta(seconds=30))
    (soon,) = (await world.ask(last_use, token=person.token))["me"]["accessTokens"]
    world.clock.advance(timedelta(seconds=60))
    (later,) = (await world.ask(last_use, token=person.token))["me"]["accessTokens"]

    assert first["lastUse"] == soon["lastUse"] < later["lastUse"]


async def test_who_has_no_role_has_no_permission(world: World) -> None:
    person = await a_person(world, Roles(platform=None))

    answer = await world.ask("{ me { role permissions organizations { id } } }", token=person.token)

    assert answer["me"] == {"role": "", "permissions": [], "organizations": []}


async def test_tokens_that_are_none_sign_nobody_in(world: World) -> None:
    person = await a_person(world)
    last = "a" if person.token[-1] != "a" else "b"

    garbage = await world.ask(ME, token="garbage")
    altered = await world.ask(ME, token=person.token[:-1] + last)
    anonymous = await world.ask(ME)

    assert refusal(garbage) == refusal(altered) == refusal(anonymous) == LOGIN_REQUIRED
