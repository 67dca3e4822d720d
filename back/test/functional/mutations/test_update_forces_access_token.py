"""updateForcesAccessToken, and what a group shows of its CI agent's token."""

from datetime import timedelta
from typing import Final

import pytest

from db_model.access.types import GroupRole
from people import Person, Tenant, a_person, a_tenant, an_agent_of, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from world import START, Answer, World

UPDATE: Final = """
mutation ($name: String) {
  updateForcesAccessToken(groupName: $name) {
    success sessionJwt accessToken { name scopes groups }
  }
}
"""
OVERLAPPING: Final = """
mutation ($name: String! $seconds: Int!) {
  updateForcesAccessToken(groupName: $name overlapSeconds: $seconds) { success sessionJwt }
}
"""
TOKEN: Final = "query ($name: String!) { group(groupName: $name) { forcesToken forcesExpDate } }"
ME: Final = "{ me { userEmail } }"
TRAIL: Final = """
query ($name: String!) { group(groupName: $name) { auditTrail { edges { node {
  principal changes { kind operation ids }
} } } } }
"""


async def _with_agent(world: World) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world)
    await an_agent_of(world, tenant)
    return tenant, await a_person(world, member_of(tenant))


async def _update(world: World, token: str | None, name: str | None) -> Answer:
    return await world.ask(UPDATE, token=token, name=name)


async def test_the_token_acts_as_the_agent_for_180_days_and_is_read_back(world: World) -> None:
    tenant, manager = await _with_agent(world)

    made = (await _update(world, manager.token, tenant.group.name))["updateForcesAccessToken"]

    text = made["sessionJwt"]
    shown = await world.ask(TOKEN, token=manager.token, name=tenant.group.name)
    expiry = (START + timedelta(days=180)).strftime("%Y-%m-%d %H:%M")
    assert (made["success"], text[:10]) == (True, "itg_group_")
    assert made["accessToken"]["groups"] == [tenant.group.name]
    assert shown["group"]["forcesToken"] == text
    assert shown["group"]["forcesExpDate"].startswith(expiry)
    agent = f"forces.{tenant.group.name}@integrates.local"
    world.clock.advance(timedelta(days=179))
    assert (await world.ask(ME, token=text))["me"] == {"userEmail": agent}
    world.clock.advance(timedelta(days=1))
    assert refusal(await world.ask(ME, token=text)) == LOGIN_REQUIRED
    gone = await world.ask(TOKEN, token=manager.token, name=tenant.group.name)
    assert gone["group"] == {"forcesToken": None, "forcesExpDate": None}


async def test_a_new_one_takes_the_place_of_the_old_one_at_once(world: World) -> None:
    tenant, manager = await _with_agent(world)
    old = (await _update(world, manager.token, tenant.group.name))["updateForcesAccessToken"]

    new = (await _update(world, manager.token, tenant.group.name))["updateForcesAccessToken"]

    shown = await world.ask(TOKEN, token=manager.token, name=tenant.group.name)
    assert shown["group"]["forcesToken"] == new["sessionJwt"] != old["sessionJwt"]
    assert refusal(await world.ask(ME, token=old["sessionJwt"])) == LOGIN_REQUIRED


async def test_the_old_one_works_on_as_long_as_it_is_asked_to(world: World) -> None:
    tenant, manager = await _with_agent(world)
    name = tenant.group.name
    old = (await _update(world, manager.token, name))["updateForcesAccessToken"]["sessionJwt"]
    given = {"token": manager.token, "name": name}
    new = (await world.ask(OVERLAPPING, **given, seconds=3600))["updateForcesAccessToken"]
    read = await world.ask(TOKEN, token=manager.token, name=name)
    both = [(await world.ask(ME, token=text)).errors for text in (old, new["sessionJwt"])]
    world.clock.advance(timedelta(seconds=3600))

    after = [(await world.ask(ME, token=text)).errors for text in (old, new["sessionJwt"])]

    assert read["group"]["forcesToken"] == new["sessionJwt"]
    assert [bool(errors) for errors in (*both, *after)] == [False, False, True, False]


async def test_at_most_two_old_ones_work_on_and_none_where_no_overlap_is_asked(
    world: World,
) -> None:
    tenant, manager = await _with_agent(world)
    given = {"token": manager.token, "name": tenant.group.name}
    made = [
        (await world.ask(OVERLAPPING, **given, seconds=3600))["updateForcesAccessToken"]
        for _ in range(3)
    ]
    async with nothing_written(world):
        more = await world.ask(OVERLAPPING, **given, seconds=3600)
        long = await world.ask(OVERLAPPING, **given, seconds=604_801)
    at_once = (await _update(world, manager.token, tenant.group.name))["updateForcesAccessToken"]

    stand = [await world.ask(ME, token=each["sessionJwt"]) for each in (*made, at_once)]

    assert refusal(more)[1] == "CONFLICT"
    assert refusal(long)[1] == "INVALID"
    assert [bool(each.errors) for each in stand] == [True, True, True, False]


async def test_the_text_is_stored_sealed_and_each_reading_of_it_is_in_the_trail(
    world: World,
) -> None:
    tenant, manager = await _with_agent(world)
    made = (await _update(world, manager.token, tenant.group.name))["updateForcesAccessToken"]
    reader = await a_person(world, member_of(tenant, GroupRole.USER))
    await world.ask(TOKEN, token=reader.token, name=tenant.group.name)
    await world.indexed()

    trail = await world.ask(TRAIL, token=manager.token, name=tenant.group.name)

    entries = [edge["node"] for edge in trail["group"]["auditTrail"]["edges"]]
    told = [(e["principal"], c["kind"], c["operation"]) for e in entries for c in e["changes"]]
    assert (reader.email, "api-token", "READ") in told
    assert (manager.email, "api-token", "CREATED") in told
    assert made["sessionJwt"] not in repr(await world.everything())


async def test_who_made_the_token_is_warned_of_its_end(world: World) -> None:
    tenant, manager = await _with_agent(world)
    await _update(world, manager.token, tenant.group.name)

    world.clock.advance(timedelta(days=167))
    world.service.bell.stir()
    await world.contents()

    answer = await world.ask("{ me { notices { kind tokenName } } }", token=manager.token)
    assert answer["me"]["notices"] == [{"kind": "TOKEN_EXPIRES", "tokenName": "CI agent"}]


async def test_a_group_without_an_agent_gets_none(world: World) -> None:
    tenant = await a_tenant(world)
    manager = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await _update(world, manager.token, tenant.group.name)
        shown = await world.ask(TOKEN, token=manager.token, name=tenant.group.name)

    assert answer["updateForcesAccessToken"] == {
        "success": False,
        "sessionJwt": None,
        "accessToken": None,
    }
    assert shown["group"] == {"forcesToken": None, "forcesExpDate": None}


@pytest.mark.parametrize("role", [GroupRole.HACKER, GroupRole.REVIEWER, GroupRole.SERVICE_FORCES])
async def test_whose_role_does_not_allow_it_neither_makes_nor_reads_it(
    world: World, role: GroupRole
) -> None:
    tenant, manager = await _with_agent(world)
    await _update(world, manager.token, tenant.group.name)
    person = await a_person(world, member_of(tenant, role))

    async with nothing_written(world):
        made = await _update(world, person.token, tenant.group.name)
        seen = await world.ask(TOKEN, token=person.token, name=tenant.group.name)

    assert refusal(made) == ACCESS_DENIED
    assert seen.messages == ["Access denied", "Access denied"]
    assert seen.data == {"group": {"forcesToken": None, "forcesExpDate": None}}


async def test_the_agent_itself_makes_no_token_of_its_own(world: World) -> None:
    tenant, manager = await _with_agent(world)
    made = (await _update(world, manager.token, tenant.group.name))["updateForcesAccessToken"]
    await world.ask(ME, token=made["sessionJwt"])

    async with nothing_written(world):
        answer = await world.ask(
            'mutation { addAccessToken(expirationTime: 1780000000, name: "n") { success } }',
            token=made["sessionJwt"],
        )
        again = await _update(world, made["sessionJwt"], tenant.group.name)

    assert refusal(answer) == refusal(again) == ACCESS_DENIED


async def test_a_foreign_group_is_as_absent_as_one_that_never_was_or_is_not_named(
    world: World,
) -> None:
    tenant, _ = await _with_agent(world)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))

    async with nothing_written(world):
        foreign = await _update(world, stranger.token, tenant.group.name)
        absent = await _update(world, stranger.token, "nothing")
        unnamed = await _update(world, stranger.token, None)
        left_out = await world.ask(
            "mutation { updateForcesAccessToken { success } }", token=stranger.token
        )
        nobody = await _update(world, None, tenant.group.name)

    assert refusal(foreign) == ACCESS_DENIED
    assert foreign == absent == unnamed
    assert refusal(left_out) == ACCESS_DENIED
    assert refusal(nobody) == LOGIN_REQUIRED
