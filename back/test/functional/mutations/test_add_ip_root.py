"""addIpRoot."""

import asyncio

import pytest

from db_model.access.types import GroupRole
from db_model.groups.types import Subscription
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from scoping import Hosts, some_hosts
from world import Answer, World

ADD = """
mutation ($groupName: String!, $address: String!, $nickname: String!) {
  addIpRoot(groupName: $groupName address: $address nickname: $nickname) { success rootId }
}
"""
READ = """
query ($groupName: String!, $rootId: ID!) {
  root(groupName: $groupName, rootId: $rootId) { ... on IPRoot {
    address id nickname state
    historicState { modifiedBy nickname state url }
  } }
}
"""
EXISTS = ("Exception - Root with the same URL/branch already exists", "CONFLICT")
NAMED = ("Exception - Root with the same nickname already exists", "CONFLICT")
BAD_VALUE = ("Exception - Error value is not valid", "INVALID")


async def _scene(
    world: World, role: GroupRole = GroupRole.USER_MANAGER
) -> tuple[Tenant, Person, Hosts]:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))
    return tenant, person, await some_hosts(world, tenant, person.email, role)


async def _add(world: World, hosts: Hosts, person: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {
        "groupName": hosts.group.name,
        "address": "198.51.100.7",
        "nickname": "fresh",
    }
    token = person.token if person else None
    return await world.ask(ADD, token=token, **(variables | given))


@pytest.mark.parametrize("role", [GroupRole.USER, GroupRole.CUSTOMER_MANAGER])
async def test_a_machine_is_added(world: World, role: GroupRole) -> None:
    _, person, hosts = await _scene(world, role)

    answer = await _add(world, hosts, person, address=" 2001:DB8:0::0001 ")

    id_ = answer["addIpRoot"]["rootId"]
    read = await world.ask(READ, token=person.token, groupName=hosts.group.name, rootId=id_)
    assert answer["addIpRoot"]["success"] is True
    assert read["root"] == {
        "address": "2001:db8::1",
        "id": id_,
        "nickname": "fresh",
        "state": "ACTIVE",
        "historicState": [
            {"modifiedBy": person.email, "nickname": "fresh", "state": "ACTIVE", "url": None}
        ],
    }


async def test_it_is_one_commit_with_its_history_and_guards(world: World) -> None:
    _, person, hosts = await _scene(world)
    before = await world.contents()

    await _add(world, hosts, person)

    after = await world.contents()
    kinds = sorted(after[key].kind for key in after.keys() - before.keys())
    assert kinds == ["context", "guard", "guard", "ip-root", "root-state"]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"address": "192.0.2.1"}, EXISTS),
        ({"nickname": "machine"}, NAMED),
        ({"nickname": "site"}, NAMED),
        ({"nickname": ""}, BAD_VALUE),
        ({"nickname": "my shop"}, BAD_VALUE),
        ({"nickname": "-x"}, ("Exception - Unsanitized input found", "INVALID")),
        ({"address": "192.0.2.256"}, BAD_VALUE),
        ({"address": "fe80::1%eth0"}, BAD_VALUE),
        ({"address": "shop.example.com"}, BAD_VALUE),
        ({"address": ""}, BAD_VALUE),
    ],
)
async def test_bad_input_is_refused(world: World, given: dict[str, object], told: Refusal) -> None:
    _, person, hosts = await _scene(world)

    async with nothing_written(world):
        answer = await _add(world, hosts, person, **given)

    assert refusal(answer) == told


async def test_a_machine_is_in_an_organization_once(world: World) -> None:
    tenant, person, hosts = await _scene(world)
    other = await some_hosts(
        world, tenant, person.email, name="once", subscription=Subscription.ONESHOT
    )
    await _add(world, hosts, person)

    async with nothing_written(world):
        same = await _add(world, hosts, person, nickname="other")
    once = await _add(world, other, person)

    assert refusal(same) == EXISTS
    assert once["addIpRoot"]["success"] is True  # what is tested once counts for itself


async def test_of_two_requests_at_once_one_adds_it(world: World) -> None:
    _, person, hosts = await _scene(world)

    answers = await asyncio.gather(
        *(_add(world, hosts, person, nickname=nickname) for nickname in ("one", "two"))
    )

    told = sorted((*answer.messages, *answer.codes) for answer in answers)
    assert told == [(), EXISTS]


async def test_who_may_not_adds_none_and_learns_nothing(world: World) -> None:
    tenant, person, hosts = await _scene(world, GroupRole.RESOURCER)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))
    manager = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        nobody = await _add(world, hosts, None)
        unfit = await _add(world, hosts, person)
        foreign = await _add(world, hosts, stranger)
        absent = await _add(world, hosts, stranger, groupName="nowhere")
        white = await _add(world, hosts, manager, groupName=tenant.group.name)

    assert refusal(nobody) == LOGIN_REQUIRED
    assert refusal(unfit) == refusal(foreign) == refusal(white) == ACCESS_DENIED
    assert foreign == absent
