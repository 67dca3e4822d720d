"""discardImport."""

from db_model.access.types import GroupRole
from held import a_held_import, hits
from people import a_person, a_tenant, member_of
from refusals import IMPORT_NOT_FOUND, LOGIN_REQUIRED, nothing_written, refusal
from reporting import imported, stored
from sarif import a_report
from world import World

DISCARD = """
mutation ($id: ID!) {
  discardImport(id: $id) { success import { id state reason } }
}
"""
NOT_HELD = ("Exception - The import is not held", "CONFLICT")


async def test_a_held_import_is_given_up_and_nothing_of_it_applied(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    held = await a_held_import(world, tenant, person)
    before = await stored(world, tenant, person)

    answer = await world.ask(DISCARD, token=person.token, id=held["id"])

    assert answer["discardImport"] == {
        "success": True,
        "import": {
            "id": held["id"],
            "state": "DISCARDED",
            "reason": f"Discarded by {person.email}",
        },
    }
    assert await stored(world, tenant, person) == before


async def test_what_was_given_up_stays_so(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    held = await a_held_import(world, tenant, person)
    await world.ask(DISCARD, token=person.token, id=held["id"])

    async with nothing_written(world):
        again = await world.ask(DISCARD, token=person.token, id=held["id"])
        confirmed = await world.ask(
            "mutation ($id: ID!) { confirmImport(id: $id) { success } }",
            token=person.token,
            id=held["id"],
        )

    assert refusal(again) == refusal(confirmed) == NOT_HELD


async def test_only_what_is_held_can_be_given_up(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    done = await imported(world, tenant, person, a_report(hits(1)))

    async with nothing_written(world):
        answer = await world.ask(DISCARD, token=person.token, id=done["id"])

    assert refusal(answer) == NOT_HELD


async def test_nobody_else_gives_it_up(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    reader = await a_person(world, member_of(tenant, GroupRole.USER))
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))
    revoked = await a_person(world, member_of(tenant))
    await world.ask("mutation { invalidateAccessToken { success } }", token=revoked.token)
    held = await a_held_import(world, tenant, person)

    async with nothing_written(world):
        by_reader = await world.ask(DISCARD, token=reader.token, id=held["id"])
        foreign = await world.ask(DISCARD, token=stranger.token, id=held["id"])
        absent = await world.ask(DISCARD, token=stranger.token, id="nothing")
        anonymous = await world.ask(DISCARD, id=held["id"])
        by_revoked = await world.ask(DISCARD, token=revoked.token, id=held["id"])

    assert refusal(by_reader) == refusal(foreign) == IMPORT_NOT_FOUND
    assert foreign == absent
    assert refusal(anonymous) == refusal(by_revoked) == LOGIN_REQUIRED
