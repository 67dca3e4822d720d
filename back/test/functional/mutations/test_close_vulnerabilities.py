"""closeVulnerabilities."""

from asyncio import gather
from dataclasses import replace

from db_model.access.types import GroupRole
from db_model.groups.keys import item as group_item
from db_model.vulnerabilities.types import VulnerabilityStatus, ZeroRiskStatus
from people import a_person, member_of
from populations import a_vulnerability, put, put_vulnerabilities
from refusals import ACCESS_DENIED, nothing_written, refusal
from reviewing import (
    CLOSE,
    NOT_IN_FINDING,
    a_scene,
    ask_for,
    done,
    figures,
    not_done,
    read,
    states,
)
from store.types import Put, Whatever
from vulnerabilities.domain import CHUNK
from world import World


async def test_what_is_open_is_closed_with_its_history_and_figures(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE)
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))

    answer = await ask_for(world, CLOSE, person, scene)

    found = await read(world, person, scene.ids[0])
    assert answer["closeVulnerabilities"] == {"success": True, "results": [done(scene.ids[0])]}
    assert (found["state"], found["closingDate"]) == ("SAFE", "2026-03-02 09:30:00")
    assert [entry["status"] for entry in found["historicState"]] == ["VULNERABLE", "SAFE"]
    assert found["historicState"][1]["hacker"] == person.email
    assert await figures(world, person, scene.finding) == (0, 1, 0, 0)


async def test_a_confirmed_zero_risk_is_nothing_to_close(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE)
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))
    no_risk = replace(
        a_vulnerability(scene.tenant, scene.finding, 7), zero_risk=ZeroRiskStatus.CONFIRMED
    )
    await put_vulnerabilities(world, no_risk)

    async with nothing_written(world):
        answer = await ask_for(world, CLOSE, person, scene, vulnerabilities=[no_risk.id])

    assert refusal(answer) == ("Exception - The vulnerability is a confirmed zero risk", "INVALID")


async def test_a_group_in_which_nothing_is_reported_closes_nothing(world: World) -> None:
    scene = await a_scene(world, VulnerabilityStatus.VULNERABLE)
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))
    group = scene.tenant.group
    unserved = replace(group, state=replace(group.state, has_machine=False, has_squad=False))
    await put(world, [Put(group_item(unserved), Whatever())])

    async with nothing_written(world):
        answer = await ask_for(world, CLOSE, person, scene)

    assert refusal(answer) == ACCESS_DENIED


async def test_of_many_each_is_answered_for(world: World) -> None:
    scene = await a_scene(
        world,
        VulnerabilityStatus.VULNERABLE,
        VulnerabilityStatus.SAFE,
        VulnerabilityStatus.VULNERABLE,
    )
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))
    first, second, third = scene.ids

    answer = await ask_for(
        world, CLOSE, person, scene, vulnerabilities=[*scene.ids, "nothing", first]
    )

    assert answer["closeVulnerabilities"] == {
        "success": False,
        "results": [
            done(first),
            not_done(second, "Exception - The vulnerability has already been closed"),
            done(third),
            not_done("nothing", *NOT_IN_FINDING),
        ],
    }
    assert await states(world, person, scene.ids) == ["SAFE", "SAFE", "SAFE"]


async def test_many_are_a_commit_a_chunk(world: World) -> None:
    scene = await a_scene(world, *[VulnerabilityStatus.VULNERABLE] * (CHUNK + 1))
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))
    before = await world.contents()

    answer = await ask_for(world, CLOSE, person, scene)

    after = await world.contents()
    made = [after[key].kind for key in after.keys() - before.keys()]
    assert answer["closeVulnerabilities"]["success"] is True
    assert made.count("context") == 2
    assert made.count("vulnerability-state") == CHUNK + 1


async def test_what_two_close_at_once_is_closed_once(world: World) -> None:
    scene = await a_scene(world, *[VulnerabilityStatus.VULNERABLE] * 3)
    person = await a_person(world, member_of(scene.tenant, GroupRole.HACKER))

    answers = await gather(*(ask_for(world, CLOSE, person, scene) for _ in range(4)))

    told = [refusal(answer) for answer in answers if answer.errors]
    assert told == [("Exception - The vulnerability has already been closed", "INVALID")] * 3
    assert await figures(world, person, scene.finding) == (0, 3, 0, 0)
    found = await read(world, person, scene.ids[0])
    assert [entry["status"] for entry in found["historicState"]] == ["VULNERABLE", "SAFE"]
