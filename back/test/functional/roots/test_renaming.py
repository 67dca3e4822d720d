"""updateIpRoot and updateUrlRoot: what they refuse, and what they leave as it was."""

from enum import Enum

import pytest

from db_model.access.types import GroupRole
from db_model.roots.types import IPRoot, RootReason, URLRoot
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
from roots.rules.status import deactivated
from roots.types import Leaving
from scoping import Hosts, some_hosts
from world import Answer, World

UPDATE = """
mutation ($groupName: String!, $rootId: ID!, $nickname: String!) {
  %s(groupName: $groupName rootId: $rootId nickname: $nickname) { success }
}
"""
BAD_VALUE = ("Exception - Error value is not valid", "INVALID")
TAKEN = ("Exception - Root with the same nickname already exists", "CONFLICT")


class Kind(Enum):
    """A kind of root by its mutation."""

    IP = "updateIpRoot"
    URL = "updateUrlRoot"


pytestmark = pytest.mark.parametrize("kind", Kind)


def _roots(hosts: Hosts, kind: Kind) -> tuple[IPRoot | URLRoot, IPRoot | URLRoot]:
    """Return the root of ``kind``, and the one that is not."""
    return (hosts.ip, hosts.url) if kind is Kind.IP else (hosts.url, hosts.ip)


async def _scene(
    world: World, role: GroupRole = GroupRole.RESOURCER
) -> tuple[Tenant, Person, Hosts]:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))
    return tenant, person, await some_hosts(world, tenant, person.email, role)


async def _update(
    world: World, kind: Kind, hosts: Hosts, person: Person | None, **given: object
) -> Answer:
    root, _ = _roots(hosts, kind)
    variables: dict[str, object] = {
        "groupName": hosts.group.name,
        "rootId": root.id,
        "nickname": "renamed",
    }
    token = person.token if person else None
    return await world.ask(UPDATE % kind.value, token=token, **(variables | given))


async def test_its_former_name_is_free(world: World, kind: Kind) -> None:
    _, person, hosts = await _scene(world)
    former = _roots(hosts, kind)[0].state.nickname
    await _update(world, kind, hosts, person)

    again = await _update(world, kind, hosts, person, nickname=former)

    assert again[kind.value] == {"success": True}


async def test_the_name_that_it_bears_writes_nothing(world: World, kind: Kind) -> None:
    _, person, hosts = await _scene(world)

    async with nothing_written(world):
        answer = await _update(
            world, kind, hosts, person, nickname=_roots(hosts, kind)[0].state.nickname
        )

    assert answer[kind.value] == {"success": True}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"nickname": "my shop"}, BAD_VALUE),
        ({"nickname": "n" * 129}, BAD_VALUE),
        ({"rootId": "nothing"}, ROOT_NOT_FOUND),
    ],
)
async def test_bad_input_is_refused(
    world: World, kind: Kind, given: dict[str, object], told: Refusal
) -> None:
    _, person, hosts = await _scene(world)

    async with nothing_written(world):
        answer = await _update(world, kind, hosts, person, **given)

    assert refusal(answer) == told


async def test_the_name_of_another_root_is_refused(world: World, kind: Kind) -> None:
    _, person, hosts = await _scene(world)

    async with nothing_written(world):
        answer = await _update(
            world, kind, hosts, person, nickname=_roots(hosts, kind)[1].state.nickname
        )

    assert refusal(answer) == TAKEN


async def test_another_kind_and_one_that_is_not_tested_are_refused(
    world: World, kind: Kind
) -> None:
    _, person, hosts = await _scene(world)
    was, other = _roots(hosts, kind)
    leaving = Leaving(reason=RootReason.OTHER, other="Gone")
    now = deactivated(was, leaving, by=person.email, at=world.clock())
    await put(world, [*updated(was, now)])

    async with nothing_written(world):
        foreign = await _update(world, kind, hosts, person, rootId=other.id)
        inactive = await _update(world, kind, hosts, person)

    assert refusal(foreign) == BAD_VALUE
    assert refusal(inactive) == BAD_VALUE


async def test_who_may_not_renames_none_and_learns_nothing(world: World, kind: Kind) -> None:
    tenant, person, hosts = await _scene(world, GroupRole.HACKER)
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))
    manager = await a_person(world, member_of(tenant))
    white = {"groupName": tenant.group.name, "rootId": tenant.root.id}

    async with nothing_written(world):
        answers = {
            "nobody": await _update(world, kind, hosts, None),
            "unfit": await _update(world, kind, hosts, person),
            "foreign": await _update(world, kind, hosts, stranger),
            "absent": await _update(world, kind, hosts, stranger, groupName="nowhere"),
            "white": await _update(world, kind, hosts, manager, **white),
        }

    denied = {who: refusal(answer) for who, answer in answers.items()}
    assert denied.pop("nobody") == LOGIN_REQUIRED
    assert set(denied.values()) == {ACCESS_DENIED}
    assert answers["foreign"] == answers["absent"]
