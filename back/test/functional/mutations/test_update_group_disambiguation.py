"""updateGroupDisambiguation."""

import pytest

from db_model.access.types import GroupRole
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from world import Answer, World

UPDATE = """
mutation ($groupName: String!, $text: String) {
  updateGroupDisambiguation(groupName: $groupName, disambiguation: $text) { success }
}
"""
READ = "query ($name: String!) { group(groupName: $name) { disambiguation } }"
TEXT = "# Where\n`<https://acme.example.com>` ^ \\"


async def _update(
    world: World, tenant: Tenant, person: Person | None, text: str | None = TEXT, **given: object
) -> Answer:
    variables = {"groupName": tenant.group.name, "text": text}
    token = person.token if person else None
    return await world.ask(UPDATE, token=token, **(variables | given))


async def _read(world: World, tenant: Tenant, person: Person) -> object:
    answer = await world.ask(READ, token=person.token, name=tenant.group.name)
    return answer["group"]["disambiguation"]


@pytest.mark.parametrize("role", [GroupRole.HACKER, GroupRole.CUSTOMER_MANAGER])
async def test_those_who_serve_it_tell_it_from_others(world: World, role: GroupRole) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, role))

    answer = await _update(world, tenant, person, groupName="ACMEGROUP")

    assert answer["updateGroupDisambiguation"] == {"success": True}
    assert await _read(world, tenant, person) == TEXT


async def test_null_leaves_it_and_a_blank_text_takes_it_away(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.CUSTOMER_MANAGER))
    await _update(world, tenant, person)

    async with nothing_written(world):
        await _update(world, tenant, person, None)
    left = await _read(world, tenant, person)
    await _update(world, tenant, person, " ")

    assert left == TEXT
    assert await _read(world, tenant, person) is None


async def test_it_is_one_commit_that_changes_the_group_alone(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.CUSTOMER_MANAGER))
    before = await world.contents()

    await _update(world, tenant, person)

    after = await world.contents()
    changed = [item.kind for key, item in after.items() if before.get(key) != item]
    assert sorted(changed) == ["context", "group"]


async def test_it_may_be_long_but_not_longer(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.CUSTOMER_MANAGER))
    await _update(world, tenant, person, "é" * 10000)

    async with nothing_written(world):
        answer = await _update(world, tenant, person, "é" * 10001)

    assert refusal(answer) == ("Exception - Invalid field length in form", "INVALID")
    assert await _read(world, tenant, person) == "é" * 10000


async def test_nobody_else_tells_it_from_others(world: World) -> None:
    tenant = await a_tenant(world)
    member = await a_person(world, member_of(tenant, GroupRole.USER_MANAGER))
    other = await a_tenant(world, name="evil")
    stranger = await a_person(world, member_of(other))
    revoked = await a_person(world, member_of(tenant))
    await world.ask("mutation { invalidateAccessToken { success } }", token=revoked.token)

    async with nothing_written(world):
        by_member = await _update(world, tenant, member)
        foreign = await _update(world, tenant, stranger)
        absent = await _update(world, tenant, stranger, groupName="nowhere")
        anonymous = await _update(world, tenant, None)
        by_revoked = await _update(world, tenant, revoked)

    assert refusal(by_member) == refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
    assert refusal(anonymous) == refusal(by_revoked) == LOGIN_REQUIRED


async def test_those_who_serve_it_may_read_it_and_others_not(world: World) -> None:
    tenant = await a_tenant(world)
    hacker = await a_person(world, member_of(tenant, GroupRole.HACKER))
    reattacker = await a_person(world, member_of(tenant, GroupRole.REATTACKER))
    user = await a_person(world, member_of(tenant, GroupRole.USER))
    await _update(world, tenant, hacker)
    name = tenant.group.name

    read = await _read(world, tenant, reattacker)
    refused = await world.ask(READ, token=user.token, name=name)

    assert read == TEXT
    assert refused.data == {"group": {"disambiguation": None}}
    assert list(zip(refused.messages, refused.codes, strict=True)) == [ACCESS_DENIED]
