"""removeGroupTag."""

import pytest

from db_model.access.types import GroupRole
from people import Person, Tenant, a_person, a_tenant, member_of
from refusals import ACCESS_DENIED, LOGIN_REQUIRED, nothing_written, refusal
from world import Answer, World

ADD = """
mutation ($groupName: String!, $tags: [String!]) {
  addGroupTags(groupName: $groupName, tagsData: $tags) { success }
}
"""
REMOVE = """
mutation ($groupName: String!, $tag: String!) {
  removeGroupTag(groupName: $groupName, tag: $tag) { success group { name tags } }
}
"""
READ = "query ($name: String!) { group(groupName: $name) { tags } }"


async def _remove(world: World, tenant: Tenant, person: Person | None, **given: object) -> Answer:
    variables: dict[str, object] = {"groupName": tenant.group.name, "tag": "shop"}
    token = person.token if person else None
    return await world.ask(REMOVE, token=token, **(variables | given))


async def _tagged(world: World) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))
    added = await world.ask(
        ADD, token=person.token, groupName=tenant.group.name, tags=["shop", "core"]
    )
    assert added["addGroupTags"] == {"success": True}
    return tenant, person


@pytest.mark.parametrize("role", [GroupRole.USER, GroupRole.CUSTOMER_MANAGER])
async def test_a_member_takes_the_group_out_of_a_portfolio(world: World, role: GroupRole) -> None:
    tenant, _ = await _tagged(world)
    person = await a_person(world, member_of(tenant, role))

    answer = await _remove(world, tenant, person, groupName="ACMEGROUP")

    read = await world.ask(READ, token=person.token, name=tenant.group.name)
    assert answer["removeGroupTag"] == {
        "success": True,
        "group": {"name": "acmegroup", "tags": ["core"]},
    }
    assert read["group"]["tags"] == ["core"]


async def test_it_is_one_commit_with_its_history(world: World) -> None:
    tenant, person = await _tagged(world)
    before = await world.contents()

    await _remove(world, tenant, person)

    after = await world.contents()
    changed = [item.kind for key, item in after.items() if before.get(key) != item]
    assert sorted(changed) == ["context", "group", "group-state"]


@pytest.mark.parametrize("tag", ["Shop", "", "other", "s" * 5000])
async def test_a_tag_that_the_group_has_not_is_told(world: World, tag: str) -> None:
    tenant, person = await _tagged(world)

    async with nothing_written(world):
        answer = await _remove(world, tenant, person, tag=tag)

    assert refusal(answer) == ("Access denied or tag not found", "NOT_FOUND")


async def test_nobody_else_takes_it_out(world: World) -> None:
    tenant, _ = await _tagged(world)
    member = await a_person(world, member_of(tenant, GroupRole.HACKER))
    other = await a_tenant(world, name="evil")
    stranger = await a_person(world, member_of(other))
    revoked = await a_person(world, member_of(tenant))
    await world.ask("mutation { invalidateAccessToken { success } }", token=revoked.token)

    async with nothing_written(world):
        by_member = await _remove(world, tenant, member)
        foreign = await _remove(world, tenant, stranger)
        absent = await _remove(world, tenant, stranger, groupName="nowhere")
        anonymous = await _remove(world, tenant, None)
        by_revoked = await _remove(world, tenant, revoked)

    assert refusal(by_member) == refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
    assert refusal(anonymous) == refusal(by_revoked) == LOGIN_REQUIRED
