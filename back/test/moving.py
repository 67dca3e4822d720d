"""A root with all that can be found in one, and another group of its organization to move it to."""

from dataclasses import dataclass, replace
from typing import Final

from authz.access import Principal, access_of
from authz.grants import on_root_to_group
from authz.policy import Action
from db_model.access.types import GroupRole
from db_model.groups.add import added as group_added
from db_model.groups.types import Group
from db_model.roots.get import of_group
from db_model.roots.get import root as stored_root
from db_model.roots.types import Root
from db_model.types import GroupName, RootId
from db_model.vulnerabilities.get import all_of_root
from db_model.vulnerabilities.types import Vulnerability
from moves.domain.request import move_root
from people import Person, Roles, Tenant, a_person, a_tenant
from populations import put
from scoping import some_hosts
from store.requests import RequestStore
from world import Answer, World

MOVE_ROOT: Final = """
mutation ($groupName: String! $id: ID! $targetGroupName: String!) {
  moveRoot(groupName: $groupName id: $id targetGroupName: $targetGroupName) { success }
}
"""
NEW: Final = RootId("root-that-was-moved")
MANAGER: Final = GroupRole.USER_MANAGER


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """A root of a tenant, another group of it without roots, and somebody with a role in both.

    ``third`` is one more group of the tenant, in which the person has the same role.
    """

    tenant: Tenant
    root: Root
    target: Group
    third: Group
    person: Person

    @property
    def there(self) -> Tenant:
        """Return the tenant as who looks at the other group sees it."""
        return replace(self.tenant, group=self.target)

    @property
    def other_end(self) -> Tenant:
        """Return the same, once the root was moved there as ``NEW``."""
        root = replace(self.tenant.root, id=NEW, group_name=self.target.name)
        return replace(self.there, root=root)


async def a_ground(
    world: World,
    *,
    tenant: Tenant | None = None,
    root: Root | None = None,
    here: GroupRole | None = MANAGER,
    there: GroupRole | None = MANAGER,
) -> Ground:
    """Put a ground there; the person has the roles ``here`` and ``there``, or none."""
    tenant = tenant or await a_tenant(world)
    target, third = (
        replace(tenant.group, name=GroupName(f"{name}{tenant.group.name}"))
        for name in ("new", "third")
    )
    await put(world, [*group_added(target), *group_added(third)])
    roles = {tenant.group.name: here, target.name: there, third.name: there}
    held = Roles(groups={name: role for name, role in roles.items() if role is not None})
    return Ground(
        tenant=tenant,
        root=root or tenant.root,
        target=target,
        third=third,
        person=await a_person(world, held),
    )


async def black_ground(world: World, kind: str) -> Ground:
    """Put a ground there whose root is a machine (``ip``) or a site."""
    tenant = await a_tenant(world)
    hosts = await some_hosts(world, tenant, (await a_person(world)).email)
    root = hosts.ip if kind == "ip" else hosts.url
    return await a_ground(world, tenant=replace(tenant, group=hosts.group), root=root)


async def move(world: World, ground: Ground, by: Person | None, **given: object) -> Answer:
    """Ask that the root of the ground be moved, or what is given instead."""
    variables: dict[str, object] = {
        "groupName": ground.tenant.group.name,
        "id": ground.root.id,
        "targetGroupName": ground.target.name,
    }
    return await world.ask(MOVE_ROOT, token=by.token if by else None, **(variables | given))


async def moved_as(world: World, ground: Ground, id_: RootId = NEW) -> Root:
    """Move the root as one with a known id, which tells what the job is about."""
    db = RequestStore(world.store)
    access = await access_of(db, Principal(email=ground.person.email))
    assert access is not None
    tenant = ground.tenant
    grant = await on_root_to_group(
        db,
        access,
        Action.MOVE_ROOT,
        group_name=tenant.group.name,
        id_=ground.root.id,
        to=ground.target.name,
    )
    return await move_root(db, grant, id_=id_, at=world.clock())


def subject(ground: Ground, id_: RootId = NEW) -> str:
    tenant = ground.tenant
    return f"{tenant.group.name}/{ground.root.id}/{ground.target.name}/{id_}"


async def left(world: World, ground: Ground) -> Root:
    """Return the root as it stands in the group that it was in."""
    tenant = ground.tenant
    found = await stored_root(RequestStore(world.store), tenant.group.name, ground.root.id)
    assert found is not None
    return found


async def arrived(world: World, ground: Ground) -> Root:
    """Return the one root of the group that it was moved to."""
    (found,) = await of_group(RequestStore(world.store), ground.target.name)
    return found


async def known_of(world: World, root: Root) -> list[Vulnerability]:
    """Return every vulnerability that was ever seen in ``root``, in the order of their places."""
    found = [each async for each in all_of_root(world.service.engines.store, root.id)]
    return sorted(found, key=lambda each: (each.finding_id, int(each.state.specific), each.id))
