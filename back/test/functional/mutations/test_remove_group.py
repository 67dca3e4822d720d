"""removeGroup."""

import pytest

from db_model.access.types import GroupRole, OrganizationRole
from db_model.stakeholders.types import PlatformRole
from exports.errors import GroupUnknown
from exports.read import rows
from groups.domain import REMOVE
from jobs_by_hand import held_before
from members import ENTERED
from people import Person, Roles, a_person, a_tenant, member_of
from refusals import (
    ACCESS_DENIED,
    IMPORT_NOT_FOUND,
    LOGIN_REQUIRED,
    VULNERABILITY_NOT_FOUND,
    Refusal,
    nothing_written,
    refusal,
)
from removing import a_full_group, files, kinds_left
from reporting import imported, send_report
from sarif import Hit, a_report
from world import Answer, World

REMOVE_GROUP = """
mutation ($groupName: String! $reason: RemoveGroupReason! $comments: String) {
  removeGroup(groupName: $groupName reason: $reason comments: $comments) { success }
}
"""
ADD_GROUP = """
mutation ($organizationName: String! $groupName: String!) {
  addGroup(
    organizationName: $organizationName groupName: $groupName description: "Another"
    hasMachine: true hasSquad: true
  ) { success }
}
"""
ADD_ROOT = """
mutation ($groupName: String!) { addGitRoot(
  groupName: $groupName url: "https://git.example.com/acmeapp" branch: "main"
  environment: "production" includesHealthCheck: false gitignore: []
) { success } }
"""
READS = {
    "group": ("query ($id: String!) { group(groupName: $id) { name } }", ACCESS_DENIED),
    "finding": ("query ($id: String!) { finding(identifier: $id) { title } }", ACCESS_DENIED),
    "import": ("query ($id: ID!) { import(id: $id) { state } }", IMPORT_NOT_FOUND),
    "vulnerability": (
        "query ($id: String!) { vulnerability(uuid: $id) { state } }",
        VULNERABILITY_NOT_FOUND,
    ),
}


async def remove(
    world: World, name: str, person: Person | None, *, reason: str = "OTHER", **given: object
) -> Answer:
    token = person.token if person else None
    return await world.ask(REMOVE_GROUP, token=token, groupName=name, reason=reason, **given)


async def test_a_manager_removes_a_group_with_everything_in_it(world: World) -> None:
    others = await a_full_group(world, name="evil")
    before = await world.contents()
    full = await a_full_group(world)
    await imported(world, full.scene.tenant, full.manager, a_report([Hit()], tool="Ruff"))
    kept = await world.contents()

    answer = await remove(world, full.group.name.upper(), full.manager)

    assert answer["removeGroup"] == {"success": True}
    assert await kinds_left(world, before) == {
        "organization": 1,
        "organization-state": 1,
        "guard": 1,  # of the organization's name
        "group": 1,
        "group-state": 2,
        "stakeholder-end": 2,  # of the manager and of the CI agent
    }
    assert len(kept) > len(before) + 100
    sketches = f"sketches/{others.scene.tenant.root.id}/{others.imports[0].id}"
    assert sorted(await files(world)) == sorted(
        [*(each.report for each in others.imports), sketches]
    )


async def test_nobody_reaches_anything_of_it_as_soon_as_that_is_answered(world: World) -> None:
    full = await a_full_group(world)
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))
    await held_before(world, REMOVE, full.group.name)  # and nothing is taken away for now
    ids = {
        "group": full.group.name,
        "finding": full.scene.finding.id,
        "import": full.imports[0].id,
        "vulnerability": full.scene.ids[0],
    }

    await remove(world, full.group.name, full.manager)

    for person in (full.manager, admin):
        for thing, (query, told) in READS.items():
            answer = await world.ask(query, token=person.token, id=ids[thing])
            assert (thing, refusal(answer)) == (thing, told)
        report = await send_report(world, full.scene.tenant, person.token, a_report([Hit()]))
        assert refusal(report) == ACCESS_DENIED
        assert refusal(await remove(world, full.group.name, person)) == ACCESS_DENIED
    listed = "query ($id: String!) { organization(organizationId: $id) { groups { name } } }"
    organization = await world.ask(listed, token=admin.token, id=full.scene.tenant.organization.id)
    assert organization["organization"] == {"groups": []}
    with pytest.raises(GroupUnknown):
        await anext(rows(world.service.engines.store, full.group.name))


async def test_it_is_one_commit_with_its_history(world: World) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant, GroupRole.CUSTOMER_MANAGER))
    context = "mutation ($n: String!) { updateGroupAccessInfo(groupName: $n groupContext: "
    await world.ask(f'{context} "the key") {{ success }} }}', token=person.token, n="acmegroup")
    held = await held_before(world, REMOVE, tenant.group.name)
    before = await world.everything()

    await remove(world, tenant.group.name, person, reason="POC_OVER", comments="It is over")

    after = await world.everything()
    changed = {item.kind: item for key, item in after.items() if before.get(key) != item}
    assert held.job.id.subject == tenant.group.name
    assert sorted(changed) == ["context", "group", "group-state", "job"]
    assert b'"removal":"POC_OVER"' in changed["group-state"].body
    assert b'"comments":"It is over"' in changed["group-state"].body
    assert f'"modified_by":"{person.email}"'.encode() in changed["group-state"].body
    assert b"the key" not in changed["group"].body


async def test_its_name_stays_taken_and_what_it_alone_tested_does_not(world: World) -> None:
    full = await a_full_group(world)
    tenant = full.scene.tenant
    roles = {tenant.organization.id: OrganizationRole.USER_MANAGER}
    director = await a_person(world, Roles(organizations=roles))
    given = {"organizationName": tenant.organization.name}
    await world.ask(ADD_GROUP, token=director.token, groupName="secondgroup", **given)
    before = await world.ask(ADD_ROOT, token=director.token, groupName="secondgroup")
    await remove(world, full.group.name, full.manager)
    await world.contents()  # no job is at work

    named = await world.ask(ADD_GROUP, token=director.token, groupName="acmegroup", **given)
    added = await world.ask(ADD_ROOT, token=director.token, groupName="secondgroup")

    exists = "Exception - Root with the same URL/branch already exists"
    assert refusal(before) == (exists, "CONFLICT")
    assert refusal(named) == ("Exception - Error invalid group name", "CONFLICT")
    assert added["addGitRoot"] == {"success": True}


async def test_who_has_no_other_group_leaves_unless_it_manages_the_organization(
    world: World,
) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    person = await a_person(world, member_of(tenant))
    both = Roles(
        organizations=dict.fromkeys(
            (tenant.organization.id, other.organization.id), OrganizationRole.USER
        ),
        groups=dict.fromkeys((tenant.group.name, other.group.name), GroupRole.USER),
    )
    guest = await a_person(world, both)
    director = await a_person(
        world, member_of(tenant, GroupRole.USER, OrganizationRole.USER_MANAGER)
    )

    await remove(world, tenant.group.name, person)
    await world.contents()

    query, id_ = ENTERED, tenant.organization.id
    assert refusal(await world.ask(query, token=person.token, id=id_)) == LOGIN_REQUIRED
    assert refusal(await world.ask(query, token=guest.token, id=id_)) == ACCESS_DENIED
    entered = await world.ask(query, token=director.token, id=id_)
    assert entered["organization"] == {"userRole": "user_manager"}


@pytest.mark.parametrize("role", [GroupRole.USER, GroupRole.VULNERABILITY_MANAGER])
async def test_nobody_else_removes_it(world: World, role: GroupRole) -> None:
    tenant = await a_tenant(world)
    name = tenant.group.name
    member = await a_person(world, member_of(tenant, role))
    stranger = await a_person(world, member_of(await a_tenant(world, name="evil")))
    revoked = await a_person(world, member_of(tenant))
    await world.ask("mutation { invalidateAccessToken { success } }", token=revoked.token)

    async with nothing_written(world):
        by_member = await remove(world, name, member)
        foreign = await remove(world, name, stranger)
        absent = await remove(world, "nowhere", stranger)
        anonymous = await remove(world, name, None)
        by_revoked = await remove(world, name, revoked)

    assert refusal(by_member) == refusal(foreign) == ACCESS_DENIED
    assert foreign == absent
    assert refusal(anonymous) == refusal(by_revoked) == LOGIN_REQUIRED


@pytest.mark.parametrize(
    ("comments", "told"),
    [
        ("c" * 251, ("Exception - Invalid field length in form", "INVALID")),
        ("a<b", ("Exception - Invalid characters in comments", "INVALID")),
    ],
)
async def test_bad_input_is_refused(world: World, comments: str, told: Refusal) -> None:
    tenant = await a_tenant(world)
    person = await a_person(world, member_of(tenant))

    async with nothing_written(world):
        answer = await remove(world, tenant.group.name, person, comments=comments)

    assert refusal(answer) == told
