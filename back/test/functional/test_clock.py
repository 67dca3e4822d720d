"""F9: the clock is set while people work; order, durations and ends stay what they are."""

from datetime import timedelta
from typing import Final

import pytest

from db_model.codec import decode
from db_model.imports.types import Import, ImportState
from imports.domain import RUN
from jobs_by_hand import held_before, let_go
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import LOGIN_REQUIRED, refusal
from reporting import imported, send_report, stored
from sarif import Hit, a_report
from world import START, World

pytestmark = pytest.mark.changes_db

SET: Final = [
    timedelta(hours=1),
    timedelta(hours=-1),
    timedelta(days=1),
    timedelta(days=-1),
    timedelta(seconds=-5),
]
ADD_TAG = """
mutation ($groupName: String!, $tags: [String!]!) {
  addGroupTags(groupName: $groupName, tagsData: $tags) { success group { tags } }
}
"""
ADD_TOKEN = """
mutation ($expires: Int!) {
  addAccessToken(expirationTime: $expires, name: "CI") { sessionJwt }
}
"""
HISTORY = """
query ($id: String!) { vulnerability(uuid: $id) { historicState { status } } }
"""
ME = "{ me { userEmail } }"


async def a_member(world: World) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world)
    return tenant, await a_person(world, member_of(tenant))


async def imports(world: World) -> list[Import]:
    items = (await world.contents()).values()
    return [decode(Import, item) for item in items if item.kind == "import"]


@pytest.mark.parametrize("step", SET, ids=str)
async def test_what_is_edited_after_the_clock_was_set_is_the_later_edit(
    world: World, step: timedelta
) -> None:
    tenant, person = await a_member(world)
    name = tenant.group.name
    await world.ask(ADD_TAG, token=person.token, groupName=name, tags=["first"])

    world.clock.advance(step)
    answer = await world.ask(ADD_TAG, token=person.token, groupName=name, tags=["second"])

    assert set(answer["addGroupTags"]["group"]["tags"]) == {"first", "second"}


@pytest.mark.parametrize("step", SET, ids=str)
async def test_the_states_of_a_vulnerability_stay_in_their_order(
    world: World, step: timedelta
) -> None:
    tenant, person = await a_member(world)
    one = Hit(line=3)
    others = [Hit(line=10 * number, code=f"assert check_{number}()") for number in range(1, 9)]
    await imported(world, tenant, person, a_report([one, *others]))
    (id_,) = (id_ for id_, (_, at, _) in (await stored(world, tenant, person)).items() if at == "3")

    world.clock.advance(step)
    await imported(world, tenant, person, a_report(others))
    await imported(world, tenant, person, a_report([one, *others]))

    answer = await world.ask(HISTORY, token=person.token, id=id_)
    states = [entry["status"] for entry in answer["vulnerability"]["historicState"]]
    assert states == ["VULNERABLE", "SAFE", "VULNERABLE"]


@pytest.mark.parametrize("step", SET, ids=str)
async def test_no_import_ends_before_it_began(world: World, step: timedelta) -> None:
    tenant, person = await a_member(world)
    held = await held_before(world, RUN, tenant.root.id)
    await send_report(world, tenant, person.token, a_report([Hit(line=3)]), waitSeconds=0)

    world.clock.advance(step)
    await let_go(world, held)
    await imported(world, tenant, person, a_report([Hit(line=3)]))

    for each in await imports(world):
        assert each.state is ImportState.DONE
        assert each.started_at is not None
        assert each.finished_at is not None
        assert each.requested_at <= each.started_at <= each.finished_at


@pytest.mark.parametrize("step", [step for step in SET if step < timedelta(0)], ids=str)
async def test_what_expired_stays_expired(world: World, step: timedelta) -> None:
    person = await a_person(world)
    expires = START + timedelta(days=1)
    answer = await world.ask(ADD_TOKEN, token=person.token, expires=int(expires.timestamp()))
    token = answer["addAccessToken"]["sessionJwt"]
    world.clock.advance(timedelta(days=2))
    assert refusal(await world.ask(ME, token=token)) == LOGIN_REQUIRED

    world.clock.advance(step)

    assert refusal(await world.ask(ME, token=token)) == LOGIN_REQUIRED
