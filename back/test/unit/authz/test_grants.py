"""Grants: what is given up, and what nobody may reach any more."""

from dataclasses import replace

import pytest

from authz.access import Access, Principal, access_of
from authz.errors import ActionDenied, RootNotFound
from authz.grants import (
    Grant,
    RootToGroup,
    on_finding,
    on_group,
    on_held,
    on_organization,
    on_platform,
    on_root_to_group,
    require,
)
from authz.policy import Action, Attribute
from db_model.access import keys as access_keys
from db_model.access.types import GroupRole
from db_model.commit import commit
from db_model.context import Origin
from db_model.findings import keys as finding_keys
from db_model.findings.types import FindingStatus
from db_model.groups import keys as group_keys
from db_model.groups.types import GroupStatus, Service
from db_model.organizations import keys as organization_keys
from db_model.organizations.types import OrganizationStatus
from db_model.types import RootId
from people import BUILDER, Person, Roles, Tenant, a_person, a_tenant, member_of
from populations import a_finding, a_vulnerability, put_findings, put_vulnerabilities
from store.requests import RequestStore
from store.types import Item, Put, Whatever
from world import START, World

pytestmark = pytest.mark.changes_db


def _db(world: World) -> RequestStore:
    return RequestStore(world.service.engines.store)


async def _access(world: World, person: Person) -> Access:
    access = await access_of(_db(world), Principal(email=person.email))
    assert access is not None
    return access


async def _overwrite(world: World, item: Item) -> None:
    newer = replace(item, version=item.version + 1)
    origin = Origin(principal=BUILDER, at=START)
    await commit(world.service.engines.store, [Put(newer, Whatever())], origin)


async def _member(world: World, role: GroupRole = GroupRole.ARCHITECT) -> tuple[Tenant, Person]:
    tenant = await a_tenant(world)
    return tenant, await a_person(world, member_of(tenant, role))


async def test_a_grant_is_good_for_its_own_action_only(world: World) -> None:
    _, person = await _member(world)
    grant = on_platform(await _access(world, person), Action.ADD_ORGANIZATION)

    require(grant, Action.ADD_ORGANIZATION)
    with pytest.raises(ActionDenied):
        require(grant, Action.ADD_GROUP)


async def test_a_member_whose_access_was_taken_away_is_none(world: World) -> None:
    tenant, person = await _member(world)
    access = await _access(world, person)
    group_access = replace(access.groups[tenant.group.name], has_access=False)
    organization = access.organizations[tenant.organization.id]
    await _overwrite(world, access_keys.group_item(group_access))
    await _overwrite(world, access_keys.organization_item(replace(organization, has_access=False)))

    access = await _access(world, person)

    assert access.group_role(tenant.group.name) is None
    assert access.organization_role(tenant.organization.id) is None
    assert access.group_actions(tenant.group.name) == frozenset()
    assert access.organization_actions(tenant.organization.id) == frozenset()


async def test_nobody_reaches_a_group_that_was_removed(world: World) -> None:
    tenant, person = await _member(world)
    state = replace(tenant.group.state, status=GroupStatus.DELETED)
    await _overwrite(world, group_keys.item(replace(tenant.group, state=state)))
    access = await _access(world, person)

    with pytest.raises(ActionDenied):
        await on_group(_db(world), access, Action.READ_GROUP, name=tenant.group.name)


async def test_an_action_needs_what_it_needs_of_the_group(world: World) -> None:
    tenant, person = await _member(world, GroupRole.USER_MANAGER)
    state = replace(tenant.group.state, service=Service.BLACK)
    await _overwrite(world, group_keys.item(replace(tenant.group, state=state)))
    access, name = await _access(world, person), tenant.group.name

    granted = await on_group(_db(world), access, Action.ADD_GIT_ROOT, name=name)
    with pytest.raises(ActionDenied):
        await on_group(
            _db(world),
            access,
            Action.ADD_GIT_ROOT,
            name=name,
            needs=frozenset({Attribute.WHITE}),
        )

    assert granted.on.state.service is Service.BLACK


@pytest.mark.parametrize("lacking", ["source", "target", "neither"])
async def test_a_root_goes_to_another_group_by_the_right_in_both(
    world: World, lacking: str
) -> None:
    tenant, other = await a_tenant(world), await a_tenant(world, name="evil")
    roles = {"source": tenant.group.name, "target": other.group.name}
    held = {name: GroupRole.USER_MANAGER for of, name in roles.items() if of != lacking}
    access = await _access(world, await a_person(world, Roles(groups=held)))

    async def granted(id_: RootId) -> Grant[RootToGroup]:
        return await on_root_to_group(
            _db(world),
            access,
            Action.MOVE_ROOT,
            group_name=tenant.group.name,
            id_=id_,
            to=other.group.name,
        )

    if lacking != "neither":
        for id_ in (tenant.root.id, RootId("nothing")):
            with pytest.raises(ActionDenied):
                await granted(id_)
        return
    assert (await granted(tenant.root.id)).on == RootToGroup(root=tenant.root, group=other.group)
    with pytest.raises(RootNotFound):
        await granted(other.root.id)


async def test_nobody_reaches_an_organization_that_was_removed(world: World) -> None:
    tenant, person = await _member(world)
    state = replace(tenant.organization.state, status=OrganizationStatus.DELETED)
    await _overwrite(world, organization_keys.item(replace(tenant.organization, state=state)))
    access = await _access(world, person)

    with pytest.raises(ActionDenied):
        await on_organization(
            _db(world), access, Action.READ_ORGANIZATION, id_=tenant.organization.id
        )


async def test_nobody_reaches_a_finding_that_was_removed(world: World) -> None:
    tenant, person = await _member(world)
    finding = a_finding(tenant)
    await put_findings(world, finding)
    await put_vulnerabilities(world, a_vulnerability(tenant, finding))
    state = replace(finding.state, status=FindingStatus.DELETED)
    await _overwrite(world, finding_keys.item(replace(finding, state=state)))
    access = await _access(world, person)

    with pytest.raises(ActionDenied):
        await on_finding(_db(world), access, Action.READ_FINDING, id_=finding.id)


async def test_a_thing_that_is_held_is_looked_up_without_a_read(world: World) -> None:
    tenant, person = await _member(world)
    access = await _access(world, person)
    finding = a_finding(tenant)

    for held in (finding, a_vulnerability(tenant, finding), tenant.root, tenant.group):
        assert on_held(access, Action.READ_FINDING_HACKER, held).on is held
        with pytest.raises(ActionDenied):
            on_held(access, Action.FILTER_GIT_ROOT, held)
    assert on_held(access, Action.READ_ORGANIZATION, tenant.organization).on is tenant.organization


async def test_a_removed_group_that_a_list_still_tells_gives_nothing(world: World) -> None:
    tenant, person = await _member(world)
    access = await _access(world, person)
    state = replace(tenant.group.state, status=GroupStatus.DELETED)

    with pytest.raises(ActionDenied):
        on_held(access, Action.READ_FINDING_HACKER, replace(tenant.group, state=state))


async def test_what_is_held_must_have_what_the_action_needs(world: World) -> None:
    tenant, person = await _member(world)
    access = await _access(world, person)
    lacking = frozenset({Attribute.BLACK})

    with pytest.raises(ActionDenied):
        on_held(access, Action.READ_GROUP, tenant.group, needs=lacking)
    with pytest.raises(ActionDenied):
        on_held(access, Action.READ_GROUP, "a text, which nobody owns")
