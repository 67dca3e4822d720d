"""addUrlRoot."""

import asyncio

import pytest

from db_model.access.types import GroupRole
from db_model.groups.types import Subscription
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from scoping import Hosts, some_hosts
from world import Answer, World

ADD = """
mutation ($groupName: String!, $url: String!, $nickname: String!) {
  addUrlRoot(groupName: $groupName url: $url nickname: $nickname) { success rootId }
}
"""
READ = """
query ($groupName: String!, $rootId: ID!) {
  root(groupName: $groupName, rootId: $rootId) { ... on URLRoot {
    host id nickname path port protocol query state
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
        "url": "https://site.example.com",
        "nickname": "fresh",
    }
    token = person.token if person else None
    return await world.ask(ADD, token=token, **(variables | given))


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://Site.example.com", ("HTTPS", "site.example.com", 443, "/", None)),
        ("http://a:b@site.example.com/x", ("HTTP", "site.example.com", 80, "/x", None)),
        ("https://[2001:db8::1]:8443/x?q=1#f", ("HTTPS", "2001:db8::1", 8443, "/x#f", "q=1")),
    ],
)
async def test_a_site_is_added(world: World, url: str, parts: tuple[object, ...]) -> None:
    _, person, hosts = await _scene(world)

    answer = await _add(world, hosts, person, url=url)

    id_ = answer["addUrlRoot"]["rootId"]
    read = await world.ask(READ, token=person.token, groupName=hosts.group.name, rootId=id_)
    names = ("protocol", "host", "port", "path", "query")
    assert answer["addUrlRoot"]["success"] is True
    assert read["root"] == dict(zip(names, parts, strict=True)) | {
        "id": id_,
        "nickname": "fresh",
        "state": "ACTIVE",
        "historicState": [
            {"modifiedBy": person.email, "nickname": "fresh", "state": "ACTIVE", "url": None}
        ],
    }


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"nickname": "site"}, NAMED),
        ({"nickname": "my shop"}, BAD_VALUE),
        ({"url": "site.example.com"}, BAD_VALUE),
        ({"url": "ftp://site.example.com"}, BAD_VALUE),
        ({"url": "https:///x"}, BAD_VALUE),
        ({"url": "https://site.example.com:99999"}, BAD_VALUE),
        ({"url": "https://site.example.com/a b"}, BAD_VALUE),
        ({"url": "file://app.apk"}, ("Exception - The file has not been found", "NOT_FOUND")),
        ({"url": ""}, ("Exception - Invalid field length in form", "INVALID")),
    ],
)
async def test_bad_input_is_refused(world: World, given: dict[str, object], told: Refusal) -> None:
    _, person, hosts = await _scene(world)

    async with nothing_written(world):
        answer = await _add(world, hosts, person, **given)

    assert refusal(answer) == told


async def test_a_site_is_in_an_organization_once(world: World) -> None:
    tenant, person, hosts = await _scene(world)
    other = await some_hosts(
        world, tenant, person.email, name="once", subscription=Subscription.ONESHOT
    )
    await _add(world, hosts, person)

    async with nothing_written(world):
        url = "https://SITE.example.com:443/"
        same = await _add(world, hosts, person, nickname="other", url=url)
    query = await _add(world, hosts, person, nickname="query", url="https://site.example.com/?q=1")
    once = await _add(world, other, person)

    assert refusal(same) == EXISTS
    assert query["addUrlRoot"]["success"] is True
    assert once["addUrlRoot"]["success"] is True  # what is tested once counts for itself


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
