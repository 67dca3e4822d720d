"""The one populated world that the whole matrix is asked of: nothing of it ever changes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
import pytest_asyncio

from api.targets import GuardTarget
from db_model.groups.get import group
from db_model.groups.keys import item
from db_model.groups.types import Service
from db_model.roots.add import added as root_added
from db_model.roots.types import Protocol, RootStatus, URLRoot, URLRootState
from db_model.stakeholders.types import PlatformRole
from db_model.types import RootId
from functional.matrix.frozen import FrozenStore, frozen
from functional.matrix.principals import Asker, the_askers
from functional.test_everyone_else import Tenancy, a_tenancy
from people import BUILDER, Person, Roles, Tenant, a_person
from populations import put
from secrecy import credentials_of, do
from signing_in import a_session, sessions_of
from store.types import Item
from world import START, World, one_world

_MARKED = """
mutation ($group: String!, $finding: String!, $title: String!, $mark: String!) {
  updateGroupInfo(
    groupName: $group description: $mark language: EN businessId: $mark businessName: $mark
  ) { success }
  updateGroupDisambiguation(groupName: $group disambiguation: $mark) { success }
  updateDescription(
    findingId: $finding title: $title description: $mark recommendation: $mark
    threat: $mark attackVectorDescription: $mark unfulfilledRequirements: [$mark]
  ) { success }
}
"""
_PLACE = """
mutation ($group: String!, $root: ID!, $mark: String!) {
  addGitEnvironmentUrl(groupName: $group rootId: $root url: $mark urlType: URL) { urlId }
}
"""
_TITLE = "query ($id: String!) { finding(identifier: $id) { title } }"
_MORE = """
mutation ($group: String!, $mark: String!) {
  updateGroupAccessInfo(groupName: $group groupContext: $mark) { success }
  addGroupTags(groupName: $group tagsData: [$mark]) { success }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """``world`` answers and never writes; ``live`` is what its store was made through."""

    live: World
    world: World
    store: FrozenStore
    own: Tenancy
    other: Tenancy
    askers: dict[str, Asker]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def scene(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Scene]:
    """Give two tenants with marks in their texts, and everybody who may ask."""
    async with one_world(tmp_path_factory.mktemp("matrix")) as live:
        administrator = await a_person(live, Roles(platform=PlatformRole.ADMIN))
        own, other = [
            await _marked(live, await a_tenancy(live, name), administrator)
            for name in ("acmemark", "evilmark")
        ]
        askers = await the_askers(live, own, other)
        await live.indexed()
        async with frozen(live) as (world, store):
            for tenancy in (own, other):
                black = await _without_source(live, tenancy)
                store.black[black.key] = black
            yield Scene(live=live, world=world, store=store, own=own, other=other, askers=askers)


async def _marked(world: World, tenancy: Tenancy, administrator: Person) -> Tenancy:
    """Write the tenant's name into all texts that there are; return it with two ids more."""
    tenant, token = tenancy.tenant, administrator.token
    finding = next(id_ for (_, name), id_ in tenancy.ids.items() if name == "findingId")
    # The title of what is released stays.
    title = (await world.ask(_TITLE, token=token, id=finding))["finding"]["title"]
    given = {"group": tenant.group.name, "mark": tenant.organization.name}
    marked = await world.ask(_MARKED, token=token, **given, finding=finding, title=title)
    assert not marked.errors, marked.errors
    described = await world.ask(_MORE, token=token, **given)
    assert not described.errors, described.errors
    given["mark"] = f"https://{tenant.organization.name}.example.com"
    made = await world.ask(_PLACE, token=token, **given, root=tenant.root.id)
    place = made["addGitEnvironmentUrl"]["urlId"]
    held = await _secrets(world, tenancy, administrator, place)
    await a_session(world, tenancy.person)
    (session,) = await sessions_of(world, tenancy.person)
    more = {
        (GuardTarget.ROOT, "urlId"): place,
        (GuardTarget.ROOT, "siteId"): await _site(world, tenant),
        (GuardTarget.ORGANIZATION, "credentialsId"): held,
        (GuardTarget.PLATFORM, "sessionId"): session.id,
    }
    return replace(tenancy, ids={**tenancy.ids, **more})


async def _site(world: World, tenant: Tenant) -> str:
    """Put a root of the other kind there, which a group without source code has."""
    site = URLRoot(
        id=RootId(f"site-{tenant.organization.name}"),
        group_name=tenant.group.name,
        organization_id=tenant.organization.id,
        created_by=BUILDER,
        created_at=START,
        state=URLRootState(
            nickname=f"site{tenant.organization.name}",
            status=RootStatus.ACTIVE,
            modified_by=BUILDER,
            modified_at=START,
            protocol=Protocol.HTTPS,
            host=f"{tenant.organization.name}.example.com",
            port=443,
            path="/",
            query=None,
        ),
        version=tenant.root.version,
    )
    await put(world, [*root_added(site, ())])
    return site.id


async def _secrets(world: World, tenancy: Tenancy, administrator: Person, place: str) -> str:
    """Give the tenant credentials, and secrets of a root and an environment; return an id."""
    tenant, mark = tenancy.tenant, tenancy.tenant.organization.name
    told = {"key": mark, "value": mark, "description": mark, "groupName": tenant.group.name}
    of_root = await do(world, "addSecret", administrator, rootId=tenant.root.id, **told)
    of_place = await do(world, "addGitEnvironmentSecret", administrator, urlId=place, **told)
    added = await do(
        world,
        "addCredentials",
        administrator,
        organizationId=tenant.organization.id,
        credentials={"name": mark, "type": "HTTPS", "token": mark},
    )
    assert not (*of_root.errors, *of_place.errors, *added.errors)
    (held,) = await credentials_of(world, tenant, administrator)
    return str(held["id"])


async def _without_source(world: World, tenancy: Tenancy) -> Item:
    found = await group(world.store, tenancy.tenant.group.name)
    assert found is not None
    return item(replace(found, state=replace(found.state, service=Service.BLACK)))
