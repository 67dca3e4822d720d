"""How many requests each operation makes to store and search, whatever the size of its lists.

Signing in is in every figure: a get of the token and a query of all that its owner may do.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import pytest
from graphql import GraphQLObjectType, get_named_type

from api import executable_schema
from api.guards import marks
from correcting import corrections
from db_model.access.add import group_access_added, organization_access_added
from db_model.access.types import GroupAccess, GroupRole, OrganizationAccess, OrganizationRole
from db_model.api_tokens.add import added as token_added
from db_model.environments.add import added as environment_added
from db_model.environments.types import EnvironmentType
from db_model.groups.add import added as group_added
from db_model.imports.add import added as import_added
from db_model.imports.conflicts import conflict_listed
from db_model.imports.types import (
    Import,
    ImportState,
    Plan,
    ReportFormat,
    Rollback,
    RollbackConflict,
)
from db_model.organizations.add import added as organization_added
from db_model.roles.types import RoleLevel
from db_model.roots.add import added as root_added
from db_model.roots.types import GitRoot
from db_model.stakeholders.add import added as stakeholder_added
from db_model.stakeholders.types import PlatformRole, Stakeholder
from db_model.types import (
    CredentialsId,
    Email,
    GroupName,
    ImportId,
    OrganizationId,
    RootId,
    TokenId,
)
from db_model.vulnerabilities.types import Detection, Vulnerability, VulnerabilityStatus
from functional.conftest import Budget
from functional.operations import BUDGETS
from imports import plan
from imports.matching.types import OutcomeKind
from imports.types import PlannedClosing, PlannedKept, PlannedResult
from people import BUILDER, Person, Tenant, a_person, a_tenant, member_of
from populations import (
    VERSION,
    a_finding,
    a_vulnerability,
    put,
    put_findings,
    put_vulnerabilities,
)
from roling import a_role, put_role
from roots.rules.environments import environment_from
from roots.rules.secrets import MOST
from roots.types import NewEnvironment
from sarif import Hit, a_report
from scoping import some_hosts
from sealing import put_credentials, put_secrets
from signing_in import a_session, sessions_of
from stakeholders.domain import token_made
from store.counting import Counts
from store.types import Write
from trusting import a_rule_of
from vulnerabilities.domain import CHUNK
from world import START, World

SIZES: Final = (1, 10, 100)


async def test_no_operation_spends_more_than_it_may_and_none_more_for_longer_lists(
    world: World, budget: Budget
) -> None:
    spent: dict[int, dict[str, Counts]] = {}
    for size, name in zip(SIZES, ("tiny", "some", "many"), strict=True):
        tenant = await a_tenant(world, name=name)
        person, variables = await populated(world, tenant, size)
        await world.indexed()
        await world.ask("{ me { userEmail } }", token=person.token)  # records the token's use
        spent[size] = {}
        for operation, (document, allowed) in BUDGETS.items():
            await world.contents()  # no job is at work
            with budget(f"{operation} of {size}", allowed) as counts:
                await _done(world, person, document, variables)
            spent[size][operation] = counts

    assert spent[1] == spent[10] == spent[100]


def test_every_operation_has_a_budget() -> None:
    schema = executable_schema()
    roots = {
        name
        for type_ in (schema.query_type, schema.mutation_type)
        if type_ is not None
        for name in type_.fields
    }

    # What it costs needs a repository: its own test says it.
    roots -= {"validateGitAccess"}
    assert {operation for operation in BUDGETS if "." not in operation} == roots


def test_every_field_that_leads_to_things_has_a_budget() -> None:
    schema = executable_schema()
    leading = {
        f"{marked.type.lower()}.{marked.name}"
        for marked in marks(schema)
        if isinstance(type_ := schema.type_map[marked.type], GraphQLObjectType)
        and isinstance(get_named_type(type_.fields[marked.name].type), GraphQLObjectType)
        and type_ not in (schema.query_type, schema.mutation_type)
    }

    assert leading - {"vulnerability.finding"} <= BUDGETS.keys()  # asked for by each list of them


@pytest.mark.parametrize(
    ("allowed", "told"),
    [
        (Counts(gets=0, queries=1), "spends more than it may"),
        (Counts(gets=1, queries=3), "may spend less than it is allowed"),
        (Counts(gets=1, queries=1, searches=1), "may spend less than it is allowed"),
    ],
)
async def test_a_budget_holds_and_stays_tight(
    world: World, budget: Budget, allowed: Counts, told: str
) -> None:
    person = await a_person(world)
    await world.ask("{ me { userEmail } }", token=person.token)

    with pytest.raises(AssertionError, match=told), budget("me", allowed):
        await world.ask("{ me { userEmail } }", token=person.token)


async def _done(world: World, person: Person, document: str, variables: Mapping[str, Any]) -> None:
    given = {name: value for name, value in variables.items() if f"${name}:" in document}
    if "Upload!" in document:
        report = a_report([Hit()])
        answer = await world.upload(document, token=person.token, report=report, **given)
    else:
        answer = await world.ask(document, token=person.token, **given)
    assert answer.errors == ()


async def populated(world: World, tenant: Tenant, size: int) -> tuple[Person, Mapping[str, object]]:
    """Put ``size`` of everything there, and return what the documents ask with."""
    roles = member_of(tenant, GroupRole.USER_MANAGER, OrganizationRole.USER_MANAGER)
    # An administrator as well: no role of a group alone may do everything.
    person = await a_person(world, replace(roles, platform=PlatformRole.ADMIN))
    # With what else is asked for beside them, a hundred keys: as many as a get may have.
    findings = [a_finding(tenant, number) for number in range(size - size // 10)]
    known = [a_vulnerability(tenant, findings[0], number) for number in range(size)]
    others = [a_vulnerability(tenant, finding, size) for finding in findings[1:]]
    await put_findings(world, *findings)
    await put_vulnerabilities(world, *known, *others)
    await put(world, _places(tenant, person, size))
    await put(world, _members(tenant, size))
    held, other_held, undone = await _imports(world, tenant, known)
    leaving = await _leaving(world, tenant)
    await a_session(world, person)
    await a_session(world, person)
    (session, _) = await sessions_of(world, person)
    leavable = await _leavable(world, tenant, person)
    variables = {
        "organizationId": tenant.organization.id,
        "organizationName": tenant.organization.name,
        "groupName": tenant.group.name,
        "rootId": tenant.root.id,
        "leavableName": leavable,
        "leavingId": leaving.id,
        "sessionId": session.id,
        **await _moving(world, tenant, size),
        "rootNickname": tenant.root.state.nickname,
        "findingId": findings[0].id,
        "vulnerabilityId": known[0].id,
        **await _reviewed(world, tenant, size),
        **await corrections(world, tenant, size),
        **await _scope(world, tenant, person, size),
        "importId": f"import-{tenant.group.name}-0",
        "heldId": held.id,
        "otherHeldId": other_held.id,
        "undoneId": undone.id,
        "memberEmail": f"member0@{tenant.organization.name}.example.com",
        "newEmail": f"fresh@{tenant.organization.name}.example.com",
        **await _roles(world, tenant),
        "newName": f"fresh{tenant.organization.name}",
        "url": f"https://git.example.com/fresh{tenant.organization.name}",
        "tokenId": f"token-of-{person.email}",
        "ruleId": await _agent(world, tenant, person),
        "oldTokenId": await _old_token(world, person),
        "expires": int(START.timestamp()) + 86_400,
    }
    return person, variables


async def _agent(world: World, tenant: Tenant, person: Person) -> str:
    """Put the CI agent there with its token and a rule; return the rule's id."""
    rule = await a_rule_of(world, tenant)
    await world.ask(
        "mutation ($name: String) { updateForcesAccessToken(groupName: $name) { success } }",
        token=person.token,
        name=tenant.group.name,
    )
    return rule


async def _old_token(world: World, person: Person) -> TokenId:
    """Put a token there that has expired, so that it takes no room."""
    _, token = token_made(
        person.email, id_=TokenId("old"), name="old", issued_at=START, expires_at=START
    )
    await put(world, [*token_added(token)])
    return token.id


async def _reviewed(world: World, tenant: Tenant, size: int) -> Mapping[str, object]:
    """Put a finding there with as many vulnerabilities in each state as one commit changes."""
    finding = a_finding(tenant, 9_000)
    count = min(size, CHUNK)
    states = {
        "openIds": VulnerabilityStatus.VULNERABLE,
        "draftIds": VulnerabilityStatus.SUBMITTED,
        "otherDraftIds": VulnerabilityStatus.SUBMITTED,
        "wrongIds": VulnerabilityStatus.VULNERABLE,
    }
    known = {
        name: [
            a_vulnerability(tenant, finding, place * SIZES[-1] + number, status=status)
            for number in range(count)
        ]
        for place, (name, status) in enumerate(states.items())
    }
    await put_findings(world, finding)
    await put_vulnerabilities(world, *(each for group in known.values() for each in group))
    ids = {name: [each.id for each in group] for name, group in known.items()}
    return {
        "reviewedId": finding.id,
        "title": finding.title,
        "wrongId": ids["wrongIds"][0],
        **ids,
    }


async def _scope(world: World, tenant: Tenant, person: Person, size: int) -> Mapping[str, object]:
    """Put roots of all kinds there, one that nothing was reported of, and environments."""
    hosts = await some_hosts(world, tenant, person.email, GroupRole.USER)
    state = replace(tenant.root.state, credentials_id=CredentialsId("credentials-0"))
    bare = replace(tenant.root, id=RootId(f"bare-{tenant.group.name}"), state=state)
    environments = [
        environment_from(
            NewEnvironment(url=f"https://{number}.example.com", type=EnvironmentType.URL),
            tenant.root,
            by=BUILDER,
            at=START,
        )
        for number in range(size)
    ]
    await put(world, [*root_added(bare, ())])
    await put(world, [write for each in environments for write in environment_added(each)])
    await put_secrets(world, [tenant.root, *environments], each=1)
    await put_secrets(world, [hosts.url], each=min(size, MOST))
    return {
        "blackName": hosts.group.name,
        "machineId": hosts.ip.id,
        "siteId": hosts.url.id,
        "bareRootId": bare.id,
        "otherUrl": f"https://git.example.com/other{tenant.organization.name}",
        "urlId": environments[0].id,
        "credentialsId": await put_credentials(world, tenant, person.email, size),
    }


async def _roles(world: World, tenant: Tenant) -> Mapping[str, object]:
    """Put roles there that nobody has yet, one a level."""
    level = RoleLevel.ORGANIZATION
    read = ("api_resolvers_query_organization_resolve",)
    director = await put_role(world, a_role(tenant, "director", level=level, actions=read))
    return {"roleId": (await put_role(world, a_role(tenant))).id, "directorId": director.id}


async def _leaving(world: World, tenant: Tenant) -> GitRoot:
    """Put a root there that may be deactivated without anybody missing it."""
    state = replace(tenant.root.state, nickname="leaving", url="https://git.example.com/leaving")
    root = replace(tenant.root, id=RootId(f"root-leaving-{tenant.group.name}"), state=state)
    await put(world, list(root_added(root, ())))
    return root


async def _leavable(world: World, tenant: Tenant, person: Person) -> GroupName:
    """Put a group there that the person is a member of, with a manager who stays."""
    group = replace(tenant.group, name=GroupName(f"leave{tenant.organization.name}"))
    common: dict[str, Any] = {
        "group_name": group.name,
        "granted_by": BUILDER,
        "granted_at": START,
        "version": VERSION,
    }
    seats = ((person.email, GroupRole.USER), (BUILDER, GroupRole.USER_MANAGER))
    await put(
        world,
        [
            *group_added(group),
            *(
                write
                for email, role in seats
                for write in group_access_added(GroupAccess(email=email, role=role, **common))
            ),
        ],
    )
    return group.name


async def _moving(world: World, tenant: Tenant, size: int) -> Mapping[str, object]:
    """Put a root there, and another group that it can be moved to, with findings of its own."""
    state = replace(tenant.root.state, nickname="moving", url="https://git.example.com/moving")
    root = replace(tenant.root, id=RootId(f"root-moving-{tenant.group.name}"), state=state)
    target = replace(tenant.group, name=GroupName(f"target{tenant.organization.name}"))
    await put(world, [*root_added(root, ()), *group_added(target)])
    others = replace(tenant, group=target)
    await put_findings(world, *(a_finding(others, number) for number in range(size // 3 + 1)))
    return {"movingId": root.id, "targetName": target.name}


def _places(tenant: Tenant, person: Person, size: int) -> list[Write]:
    """Return the writes of further organizations, groups and roots, the person's all of them."""
    writes: list[Write] = []
    common: dict[str, Any] = {
        "email": person.email,
        "granted_by": BUILDER,
        "granted_at": START,
        "version": VERSION,
    }
    for number in range(1, size):
        name = f"{tenant.organization.name}{number}"
        organization = replace(
            tenant.organization, id=OrganizationId(f"ORG#more-{name}"), name=f"more{name}"
        )
        group = replace(tenant.group, name=GroupName(f"more{name}"))
        writes.extend(
            (
                *organization_added(organization),
                *organization_access_added(
                    OrganizationAccess(
                        organization_id=organization.id, role=OrganizationRole.USER, **common
                    )
                ),
                *group_added(group),
                *group_access_added(
                    GroupAccess(group_name=group.name, role=GroupRole.USER, **common)
                ),
                *root_added(replace(tenant.root, id=RootId(f"root-more-{name}")), ()),
            )
        )
    return writes


def _members(tenant: Tenant, size: int) -> list[Write]:
    """Return the writes of ``size`` members more."""
    writes: list[Write] = []
    for number in range(size):
        email = Email(f"member{number}@{tenant.organization.name}.example.com")
        common: dict[str, Any] = {
            "email": email,
            "granted_by": BUILDER,
            "granted_at": START,
            "version": VERSION,
        }
        organization_id, group_name = tenant.organization.id, tenant.group.name
        writes.extend(
            (
                *stakeholder_added(
                    Stakeholder(
                        email=email,
                        first_name="",
                        last_name="",
                        role=PlatformRole.USER,
                        registered_at=START,
                        version=VERSION,
                    )
                ),
                *organization_access_added(
                    OrganizationAccess(
                        organization_id=organization_id, role=OrganizationRole.USER, **common
                    )
                ),
                *group_access_added(
                    GroupAccess(group_name=group_name, role=GroupRole.USER, **common)
                ),
            )
        )
    return writes


async def _imports(
    world: World, tenant: Tenant, known: list[Vulnerability]
) -> tuple[Import, Import, Import]:
    """Put as many imports there as are ``known``, the first with a plan; two held, one empty."""
    blobs = world.service.engines.blobs
    size = len(known)
    done = [_import(tenant, str(number)) for number in range(size)]
    done[0] = replace(
        done[0],
        plan=Plan(steps=size, results=size, closings=size, applied=size, kept=size),
        rollback=Rollback(requested_by=BUILDER, requested_at=START, conflicts=size),
    )
    held = replace(_import(tenant, "held"), state=ImportState.HELD)
    other = replace(_import(tenant, "other"), state=ImportState.HELD)
    undone = replace(_import(tenant, "undone"), plan=Plan(steps=0, results=0, closings=0))
    imports = (*done, held, other, undone)
    await put(world, [write for each in imports for write in import_added(each)])
    conflicts = (RollbackConflict(vulnerability_id=each.id, explanation="left") for each in known)
    await put(world, [conflict_listed(done[0], each) for each in conflicts])
    await plan.write(blobs, done[0].id, PlannedResult, map(_result, range(size), known))
    closings = [
        PlannedClosing(vulnerability_id=each.id, tool="Bandit", explanation="gone")
        for each in known
    ]
    await plan.write(blobs, done[0].id, PlannedClosing, closings)
    kept = [
        PlannedKept(vulnerability_id=each.id, tool="Bandit", explanation="stays open")
        for each in known
    ]
    await plan.write(blobs, done[0].id, PlannedKept, kept)
    await blobs.put(held.report, a_report([Hit()]))
    return held, other, undone


def _import(tenant: Tenant, name: str) -> Import:
    id_ = ImportId(f"import-{tenant.group.name}-{name}")
    return Import(
        id=id_,
        group_name=tenant.group.name,
        organization_id=tenant.organization.id,
        root_id=tenant.root.id,
        state=ImportState.DONE,
        format=ReportFormat.SARIF,
        report=plan.report(id_),
        requested_by=BUILDER,
        requested_at=START,
        version=VERSION,
    )


def _result(index: int, known: Vulnerability) -> PlannedResult:
    return PlannedResult(
        run_index=0,
        result_index=index,
        outcome=OutcomeKind.UNCHANGED,
        explanation="unchanged",
        detection=Detection(
            tool="Bandit",
            rule="B0",
            path="app/db.py",
            region=None,
            content="",
            message="",
            message_hash="",
        ),
        snippet="",
        changes=False,
        vulnerability_id=known.id,
    )
