"""A group with one of everything, put there directly, and what is left when it is removed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from db_model.api_tokens.add import added as token_added
from db_model.environments.add import added as environment_added
from db_model.environments.types import Environment, EnvironmentType
from db_model.findings.types import Finding, FindingStatus
from db_model.findings.update import updated as finding_updated
from db_model.groups.types import Group, Subscription
from db_model.imports.add import added as import_added
from db_model.imports.conflicts import conflict_listed
from db_model.imports.latest import named_latest
from db_model.imports.types import Import, ImportState, ReportFormat, RollbackConflict
from db_model.roots import keys
from db_model.roots.add import added as root_added
from db_model.roots.add import guard
from db_model.sketches.types import RootSketches, SketchKey, ToolSketches
from db_model.sketches.update import kept, key_kept
from db_model.types import EnvironmentId, ImportId, TokenId
from db_model.vulnerabilities.add import state_entry
from db_model.vulnerabilities.types import Vulnerability, VulnerabilityStatus
from groups.domain import service_writes
from groups.rules import service_account
from imports import plan
from people import BUILDER, Person, Tenant, a_person, member_of
from populations import VERSION, put
from reviewing import Scene, a_scene
from roots.domain.places import places_of
from roots.rules.sketches import paths
from scoping import a_machine, a_site
from stakeholders.domain import token_made
from stakeholders.rules.tokens import LONGEST_LIFE
from store.types import Absent, Item, Key, Put, Write
from world import START, World

# When nothing is left to be looked at once more.
OLD: Final = timedelta(hours=2)
LONG: Final = 120
OPEN: Final = 34  # vulnerabilities, and one more in each state
_STATUSES: Final = (*[VulnerabilityStatus.VULNERABLE] * OPEN, *VulnerabilityStatus)
_RECORDS: Final = {"context", "group-access-entry", "organization-access-entry"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Full:
    """A group with one of everything, and a manager of it and of nothing else."""

    scene: Scene
    manager: Person
    imports: tuple[Import, ...]

    @property
    def group(self) -> Group:
        return self.scene.tenant.group


async def a_full_group(world: World, *, name: str = "acme") -> Full:
    """Put it there, for a tenant of its own."""
    scene = await a_scene(world, *_STATUSES, name=name)
    manager = await a_person(world, member_of(scene.tenant))
    imports = tuple(_import(scene.tenant, state) for state in ImportState)
    await put(world, list(_history(scene.vulnerabilities[0])))
    await put(
        world,
        [
            *_agent(scene.tenant),
            *_scope(scene.tenant),
            *finding_updated(scene.finding, _gone(scene.finding)),
            *(write for each in imports for write in import_added(each)),
            *named_latest(imports[-1], ["bandit"], [None]),
            *_conflicts(imports[-1], scene.vulnerabilities),
        ],
    )
    for import_ in imports:
        await world.service.engines.blobs.put(import_.report, b"{}")
    await _sketches(world, scene.tenant, imports[0].id)
    return Full(scene=scene, manager=manager, imports=imports)


async def kinds_left(world: World, others: Mapping[Key, Item]) -> Counter[str]:
    """Return how many of which kind are stored, once all jobs are over, beside ``others``.

    Without the records of who did what and who was a member.
    """
    await world.contents()
    world.clock.advance(OLD)
    world.service.bell.stir()
    left = await world.contents()
    assert {key: left.get(key) for key in others} == others
    return Counter(
        item.kind for key, item in left.items() if key not in others and item.kind not in _RECORDS
    )


async def files(world: World) -> list[str]:
    return [entry.path async for entry in world.service.engines.blobs.list("")]


async def _sketches(world: World, tenant: Tenant, id_: ImportId) -> None:
    name, root = tenant.group.name, tenant.root.id
    key = SketchKey(
        group_name=name,
        root_id=root,
        id="0" * 16,
        created_by=BUILDER,
        created_at=START,
        version=VERSION,
    )
    tools = (ToolSketches(tool="bandit", current=id_),)
    held = RootSketches(group_name=name, root_id=root, tools=tools, version=VERSION)
    for path in paths(held):
        await world.service.engines.blobs.put(path, b"")
    await put(world, [*key_kept(None, key), *kept(None, held)])


def _history(vulnerability: Vulnerability) -> Iterator[Write]:
    """Yield more of a history than one commit takes away."""
    for number in range(1, LONG):
        yield Put(state_entry(replace(vulnerability, version=VERSION - number)), Absent())


def _agent(tenant: Tenant) -> Iterator[Write]:
    yield from service_writes(tenant.group, by=BUILDER, at=START)
    _, token = token_made(
        service_account(tenant.group.name),
        id_=TokenId(f"agent-of-{tenant.group.name}"),
        name="CI",
        issued_at=START,
        expires_at=START + LONGEST_LIFE,
    )
    yield from token_added(token)


def _scope(tenant: Tenant) -> Iterator[Write]:
    """Yield roots of every kind with what they hold alone, some from when it was tested once."""
    group = tenant.group
    once = replace(group, state=replace(group.state, type=Subscription.ONESHOT))
    for root, of in ((a_machine(group), group), (a_site(group), once)):
        nickname = keys.nickname(group.name, root.state.nickname)
        yield from root_added(root, (nickname, *places_of(of, root)))
    for key in places_of(group, tenant.root):
        yield Put(guard(tenant.root, key), Absent())
    environment = Environment(
        id=EnvironmentId("environment"),
        root_id=tenant.root.id,
        group_name=group.name,
        url="https://shop.example.com",
        url_type=EnvironmentType.URL,
        created_by=BUILDER,
        created_at=START,
        version=VERSION,
    )
    yield from environment_added(environment)


def _conflicts(import_: Import, left: Sequence[Vulnerability]) -> Iterator[Write]:
    for each in left:
        why = RollbackConflict(vulnerability_id=each.id, explanation="left as it is")
        yield conflict_listed(import_, why)


def _gone(finding: Finding) -> Finding:
    state = replace(finding.state, status=FindingStatus.DELETED)
    return replace(finding, state=state, version=VERSION + 1)


def _import(tenant: Tenant, state: ImportState) -> Import:
    id_ = ImportId(f"import-{state.lower()}-of-{tenant.group.name}")
    return Import(
        id=id_,
        group_name=tenant.group.name,
        organization_id=tenant.organization.id,
        root_id=tenant.root.id,
        state=state,
        format=ReportFormat.SARIF,
        report=plan.report(id_),
        requested_by=BUILDER,
        requested_at=START,
        version=VERSION,
    )
