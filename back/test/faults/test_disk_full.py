"""F8: with a full disk, mutations are refused whole, reads go on, and room alone heals it."""

from collections.abc import Callable, Coroutine, Mapping
from datetime import timedelta
from itertools import count
from typing import Any, Final, TypeAlias

import pytest

from people import Person, Tenant, a_person, a_tenant, member_of
from reporting import imported, send_report, stored
from sarif import Hit, a_report
from sqlite.store import SqliteStore
from store.counting import CountingStore
from store.types import Item, Key
from world import Answer, World

pytestmark = pytest.mark.changes_db

Mutate: TypeAlias = Callable[[World, Tenant, Person, int], Coroutine[Any, Any, Answer]]
ADD_ROOT = """
mutation ($groupName: String!, $url: String!) { addGitRoot(
  groupName: $groupName url: $url branch: "main"
  environment: "production" includesHealthCheck: false gitignore: []
) { success } }
"""
ADD_ORGANIZATION = """
mutation ($name: String!) { addOrganization(name: $name, country: "Peru") { success } }
"""
GROUP = """
query ($name: String!) { group(groupName: $name) { name roots { ... on GitRoot { nickname } } } }
"""
ROOMY = 1_000_000  # pages
LETTERS = str.maketrans("0123456789", "abcdefghij")


async def add_root(world: World, tenant: Tenant, person: Person, number: int) -> Answer:
    url = f"https://git.example.com/{number}-{'x' * 900}"
    return await world.ask(ADD_ROOT, token=person.token, groupName=tenant.group.name, url=url)


async def import_report(world: World, tenant: Tenant, person: Person, number: int) -> Answer:
    report = a_report([Hit(line=number + 10)])
    return await send_report(world, tenant, person.token, report, waitSeconds=0)


async def add_organization(world: World, _: Tenant, person: Person, number: int) -> Answer:
    name = f"{number:04}".translate(LETTERS)
    return await world.ask(ADD_ORGANIZATION, token=person.token, name=name)


MUTATIONS: Final[tuple[Mutate, ...]] = (add_root, import_report, add_organization)


def sqlite_of(world: World) -> SqliteStore:
    counted = world.service.engines.store
    assert isinstance(counted, CountingStore)
    assert isinstance(counted.inner, SqliteStore)
    return counted.inner


async def pragma(world: World, text: str) -> Any:
    [found] = await sqlite_of(world).write(
        lambda connection: connection.execute(f"PRAGMA {text}").fetchone()
    )
    return found


async def fill(world: World, tenant: Tenant, person: Person) -> None:
    """Let the file not grow any more, and use up the room in it for each of the mutations."""
    await pragma(world, f"max_page_count = {await pragma(world, 'page_count')}")
    for mutate in MUTATIONS:
        for number in count():
            if (await mutate(world, tenant, person, number)).errors:
                break


async def kept(world: World) -> Mapping[Key, Item]:
    """Return what is stored, without jobs: a runner may try to take those in vain."""
    items: dict[Key, Item] = {}
    after: str | None = None
    while True:
        page = await sqlite_of(world).scan(segment=0, segments=1, after=after, limit=1000)
        items |= {item.key: item for item in page.items if not item.kind.startswith("job_")}
        if (after := page.next) is None:
            return items


async def test_a_full_disk_refuses_mutations_whole_and_heals_with_room(world: World) -> None:
    tenant = await a_tenant(world)
    person, *others = [await a_person(world, member_of(tenant)) for _ in range(41)]
    await imported(world, tenant, person, a_report([Hit(line=3)]))
    await fill(world, tenant, person)
    before = await kept(world)

    refused = [await mutate(world, tenant, person, 9_999) for mutate in MUTATIONS]

    assert [each.messages for each in refused] == [["The store is not available"]] * 3
    assert [each.codes for each in refused] == [["UNAVAILABLE"]] * 3
    assert await kept(world) == before
    # Tokens that were never used before: that they are now cannot be written down of them all.
    told = [await world.ask(GROUP, token=each.token, name=tenant.group.name) for each in others]
    assert {each["group"]["name"] for each in told} == {tenant.group.name}

    await pragma(world, f"max_page_count = {ROOMY}")
    healed = [await mutate(world, tenant, person, 9_999) for mutate in MUTATIONS]

    assert [each.errors for each in healed] == [()] * 3
    world.clock.advance(timedelta(minutes=10))  # jobs that failed are tried again by then
    await world.contents()
    found = (await stored(world, tenant, person)).values()
    assert [specific for _, specific, _ in found] == ["10009"]
    assert await pragma(world, "quick_check") == "ok"
