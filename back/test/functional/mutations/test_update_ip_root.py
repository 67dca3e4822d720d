"""updateIpRoot."""

from dataclasses import replace

import pytest

from db_model.access.types import GroupRole
from db_model.roots.types import RootStatus
from db_model.roots.update import updated
from people import Person, Tenant, a_person, a_tenant, member_of
from populations import put
from refusals import (
    ACCESS_DENIED,
    LOGIN_REQUIRED,
    ROOT_NOT_FOUND,
    Refusal,
    nothing_written,
    refusal,
)
from scoping import Hosts, some_hosts
from world import Answer, World

UPDATE = """
mutation ($groupName: String!, $rootId: ID!, $nickname: String!) {
  updateIpRoot(groupName: $groupName rootId: $rootId nickname: $nickname) { success }
}
"""
READ = """
query ($groupName: String!, $rootId: ID!) {
  root(groupName: $groupName, rootId: $rootId) { ... on IPRoot {
    nickname address historicState { nickname modifiedBy }
  } }
}
"""
BAD_VALUE = ("Exception - Error value is not valid", "INVALID")


async def _scene(
    world: World, role: GroupRole = GroupRole.RESOURCER
) -> tuple[Tenant, Person, Hosts]:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))
    return tenant, person, await some_hosts(world, tenant, person.email, role)


async def _update(world: World, hosts: Hosts, person: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {
        "groupName": hosts.group.name,
        "rootId": hosts.ip.id,
        "nickname": "renamed",
    }
    token = person.token if person else None
    return await world.ask(UPDATE, token=token, **(variables | given))


async def test_it_is_renamed_and_its_former_name_is_free(world: World) -> None:
    _, person, hosts = await _scene(world)

    answer = await _update(world, hosts, person)

    read = await world.ask(READ, token=person.token, groupName=hosts.group.name, rootId=hosts.ip.id)
    assert answer["updateIpRoot"] == {"success": True}
    assert read["root"] == {
        "nickname": "renamed",
        "address": "192.0.2.1",
        "historicState": [
            {"nickname": "machine", "modifiedBy": hosts.ip.created_by},
            {"nickname": "renamed", "modifiedBy": person.email},
        ],
    }
    again = await _update(world, hosts, person, nickname="machine")
    assert again["updateIpRoot"] == {"success": True}


async def test_the_name_that_it_bears_writes_nothing(world: World) -> None:
    _, person, hosts = await _scene(world)

    async with nothing_written(world):
        answer = await _update(world, hosts, person, nickname="machine")

    assert answer["updateIpRoot"] == {"success": True}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"nickname": "site"},
            ("Exception - Root with the same nickname already exists", "CONFLICT"),
        ),
        ({"nickname": "my shop"}, BAD_VALUE),
        ({"nickname": "n" * 129}, BAD_VALUE),
        ({"rootId": "nothing"}, ROOT_NOT_FOUND),
    ],
)
async def test_bad_input_is_refused(world: World, given: dict[str, object], told: Refusal) -> None:
    _, person, hosts = await _scene(world)

    async with nothing_written(world):
        answer = await _update(world, hosts, person, **given)

    assert refusal(answer) == told


async def test_another_kind_and_one_that_is_not_tested_are_refused(world: World) -> None:
    _, person, hosts = await _scene(world)
    was = hosts.ip
    state = replace(was.state, status=RootStatus.INACTIVE)
    await put(world, [*updated(was, replace(was, state=state, version=was.version + 1))])

    async with nothing_written(world):
        other = await _update(world, hosts, person, rootId=hosts.url.id)
        inactive = await _update(world, hosts, person)

    assert refusal(other) == BAD_VALUE
    assert refusal(inactive) == BAD_VALUE


async def test_who_may_not_renames_none_and_learns_nothing(world: World) -> None:
    tenant, person, hosts = await _scene(world, GroupRole.HACKER)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))
    manager = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        nobody = await _update(world, hosts, None)
        unfit = await _update(world, hosts, person)
        foreign = await _update(world, hosts, stranger)
        absent = await _update(world, hosts, stranger, groupName="nowhere")
        white = await _update(
            world, hosts, manager, groupName=tenant.group.name, rootId=tenant.root.id
        )

    assert refusal(nobody) == LOGIN_REQUIRED
    assert refusal(unfit) == refusal(foreign) == refusal(white) == ACCESS_DENIED
    assert foreign == absent
