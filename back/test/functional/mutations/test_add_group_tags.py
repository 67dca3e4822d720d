"""addGroupTags."""

import asyncio

import pytest

from db_model.access.types import GroupRole
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, Refusal, nothing_written, refusal
from world import Answer, World

ADD = """
mutation ($groupName: String!, $tags: [String!]) {
  addGroupTags(groupName: $groupName, tagsData: $tags) { success group { name tags } }
}
"""
READ = "query ($name: String!) { group(groupName: $name) { tags } }"
NO_VALID = ("Unable to update group", "INVALID")
REPEATED = ("Exception - One or more values already exist", "CONFLICT")
BAD_LENGTH = ("Exception - Invalid field length in form", "INVALID")


async def _add(
    world: World,
    tenant: Tenant,
    person: Person | None,
    *tags: str,
    **given: object,
) -> Answer:
    variables: dict[str, object] = {"groupName": tenant.group.name, "tags": tags or ("shop",)}
    token = person.token if person else None
    return await world.ask(ADD, token=token, **(variables | given))


async def _read(world: World, tenant: Tenant, person: Person) -> object:
    answer = await world.ask(READ, token=person.token, name=tenant.group.name)
    return answer["group"]["tags"]


@pytest.mark.parametrize("role", [GroupRole.USER, GroupRole.VULNERABILITY_MANAGER])
async def test_a_member_puts_the_group_into_portfolios(world: World, role: GroupRole) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))

    await _add(world, tenant, person, "web-shop", "24-7")
    answer = await _add(world, tenant, person, "core", groupName="ACMEGROUP")

    tags = ["24-7", "core", "web-shop"]
    assert answer["addGroupTags"] == {
        "success": True,
        "group": {"name": "acmegroup", "tags": tags},
    }
    assert await _read(world, tenant, person) == tags


async def test_it_is_one_commit_with_its_history(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    before = await world.contents()

    await _add(world, tenant, person)

    after = await world.contents()
    changed = [item.kind for key, item in after.items() if before.get(key) != item]
    assert sorted(changed) == ["context", "group", "group-state"]


async def test_of_those_added_at_once_none_is_lost(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    answers = await asyncio.gather(
        _add(world, tenant, person, "shop"), _add(world, tenant, person, "core")
    )

    assert [answer["addGroupTags"]["success"] for answer in answers] == [True, True]
    assert await _read(world, tenant, person) == ["core", "shop"]


async def test_those_that_can_be_no_tags_are_left_out(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    answer = await _add(world, tenant, person, "Shop", "a--b", "-a", "a-", "a b", "", "é", "core")

    assert answer["addGroupTags"]["group"]["tags"] == ["core"]
    assert await _read(world, tenant, person) == ["core"]


@pytest.mark.parametrize(
    ("tags", "told"),
    [
        (["shop"], REPEATED),
        (["core", "core"], REPEATED),
        (["core", "shop"], REPEATED),
        (["Core", "web_shop", "a" * 61], NO_VALID),
        ([], NO_VALID),
        (None, NO_VALID),
        ([f"tag-{number}" for number in range(31)], BAD_LENGTH),
    ],
)
async def test_bad_input_is_refused(world: World, tags: list[str] | None, told: Refusal) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    await _add(world, tenant, person, "shop")

    async with nothing_written(world):
        answer = await _add(world, tenant, person, tags=tags)

    assert refusal(answer) == told


async def test_a_group_is_in_a_hundred_portfolios_at_most(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    for start in range(0, 100, 25):
        await _add(world, tenant, person, *(f"tag-{start + number}" for number in range(25)))

    async with nothing_written(world):
        answer = await _add(world, tenant, person, "tag-100")

    assert refusal(answer) == BAD_LENGTH


async def test_nobody_else_puts_it_there(world: World) -> None:
    tenant = await a_tenant(world)
    member = await a_person(world, member_of(tenant, GroupRole.HACKER))
    other = await a_tenant(world, name="evil")
    stranger = await a_person(world, member_of(other))
    revoked = await a_person(world, member_of(tenant))
    await world.ask("mutation { invalidateAccessToken { success } }", token=revoked.token)

    async with nothing_written(world):
        by_member = await _add(world, tenant, member)
        foreign = await _add(world, tenant, stranger)
        absent = await _add(world, tenant, stranger, groupName="nowhere")
        anonymous = await _add(world, tenant, None)
        by_revoked = await _add(world, tenant, revoked)

    assert refusal(by_member) == refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
    assert refusal(anonymous) == refusal(by_revoked) == LOGIN_REQUIRED
