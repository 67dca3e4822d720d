"""confirmImport."""

import pytest

from db_model.access.types import GroupRole
from held import a_held_import, hits
from people import a_person, a_tenant, member_of
from refusals import (
    IMPORT_NOT_FOUND,
    LOGIN_REQUIRED,
    nothing_written,
    refusal,
)
from reporting import NO_COUNTS, imported, stored
from sarif import a_report
from world import World

CONFIRM = """
mutation ($id: ID!, $waitSeconds: Int = 25) {
  confirmImport(id: $id, waitSeconds: $waitSeconds) {
    success
    import { state reason counts { created matched moved reopened unchanged duplicate closed } }
  }
}
"""


async def test_a_held_import_goes_on(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    held = await a_held_import(world, tenant, person)

    answer = await world.ask(CONFIRM, token=person.token, id=held["id"])

    states = [state for *_, state in (await stored(world, tenant, person)).values()]
    assert answer["confirmImport"] == {
        "success": True,
        "import": {
            "state": "DONE",
            "reason": None,
            "counts": NO_COUNTS | {"unchanged": 1, "closed": 19},
        },
    }
    assert sorted(states) == ["SAFE"] * 19 + ["VULNERABLE"]


async def test_it_is_matched_with_what_is_known_by_then(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    held = await a_held_import(world, tenant, person)
    await imported(world, tenant, person, a_report(hits(30), tool="Another"))

    answer = await world.ask(CONFIRM, token=person.token, id=held["id"])

    counts = answer["confirmImport"]["import"]["counts"]
    assert counts == NO_COUNTS | {"unchanged": 1, "closed": 19}


async def test_only_what_is_held_can_be_confirmed(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    done = await imported(world, tenant, person, a_report(hits(1)))

    async with nothing_written(world):
        answer = await world.ask(CONFIRM, token=person.token, id=done["id"])

    assert refusal(answer) == ("Exception - The import is not held", "CONFLICT")


@pytest.mark.parametrize("seconds", [-1, 26])
async def test_a_wait_that_is_too_long_or_short_is_refused(world: World, seconds: int) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    done = await imported(world, tenant, person, a_report(hits(1)))

    async with nothing_written(world):
        answer = await world.ask(CONFIRM, token=person.token, id=done["id"], waitSeconds=seconds)

    assert refusal(answer) == (
        "Exception - Value must be between 0 (inclusive) and 25 (inclusive)",
        "INVALID",
    )


async def test_nobody_else_confirms_it(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    reader = await a_person(world, member_of(tenant, GroupRole.USER))
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))
    revoked = await a_person(world, member_of(tenant))
    await world.ask("mutation { invalidateAccessToken { success } }", token=revoked.token)
    held = await a_held_import(world, tenant, person)

    async with nothing_written(world):
        by_reader = await world.ask(CONFIRM, token=reader.token, id=held["id"])
        foreign = await world.ask(CONFIRM, token=stranger.token, id=held["id"])
        absent = await world.ask(CONFIRM, token=stranger.token, id="nothing")
        anonymous = await world.ask(CONFIRM, id=held["id"])
        by_revoked = await world.ask(CONFIRM, token=revoked.token, id=held["id"])

    assert refusal(by_reader) == IMPORT_NOT_FOUND
    assert refusal(foreign) == IMPORT_NOT_FOUND
    assert foreign == absent
    assert refusal(anonymous) == refusal(by_revoked) == LOGIN_REQUIRED
