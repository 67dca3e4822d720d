"""No field of the schema's roots answers who may not ask: documents are made from the schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pytest
from ariadne.utils import convert_camel_case_to_snake
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

from api import executable_schema
from api.guards import Marked, marks
from api.targets import GuardTarget
from db_model.stakeholders.types import PlatformRole
from held import a_held_import
from people import Person, Roles, Tenant, a_person, a_tenant, member_of
from refusals import (
    ACCESS_DENIED,
    IMPORT_NOT_FOUND,
    LOGIN_REQUIRED,
    ROOT_NOT_FOUND,
    VULNERABILITY_NOT_FOUND,
    nothing_written,
    refusal,
)
from reporting import imported, outcomes
from roling import a_role, put_role
from sarif import Hit, a_report
from trusting import a_rule_of
from world import START, Answer, World

REPORT: Final = a_report([Hit()])
ABSENT: Final = "nothing"
# What is told of a thing that is not there, or not the caller's.
TOLD: Final = {
    GuardTarget.FINDING: ACCESS_DENIED,
    GuardTarget.GROUP: ACCESS_DENIED,
    GuardTarget.IMPORT: IMPORT_NOT_FOUND,
    GuardTarget.ORGANIZATION: ACCESS_DENIED,
    GuardTarget.ORGANIZATION_NAMED: ACCESS_DENIED,
    GuardTarget.PLATFORM: ACCESS_DENIED,
    GuardTarget.ROOT: ROOT_NOT_FOUND,
    GuardTarget.ROOT_TO_GROUP: ROOT_NOT_FOUND,
    GuardTarget.VULNERABILITY: VULNERABILITY_NOT_FOUND,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RootField:
    """A field of Query or Mutation with what it says of who may ask."""

    operation: str
    marked: Marked
    field: GraphQLField

    @property
    def names(self) -> tuple[str, ...]:
        """Return the arguments that name what a right is looked up for."""
        by = self.marked.guard.by if self.marked.guard else ()
        return tuple(name for name in self.field.args if convert_camel_case_to_snake(name) in by)


def _root_fields() -> list[RootField]:
    schema = executable_schema()
    found = []
    for marked in marks(schema):
        type_ = schema.type_map[marked.type]
        if type_ in (schema.query_type, schema.mutation_type):
            assert isinstance(type_, GraphQLObjectType)
            found.append(
                RootField(
                    operation=type_.name.lower(), marked=marked, field=type_.fields[marked.name]
                )
            )
    return sorted(found, key=lambda each: (each.operation, each.marked.name))


FIELDS: Final = _root_fields()
GUARDED: Final = [each for each in FIELDS if each.marked.guard is not None]
NAMED: Final = [(each, name) for each in GUARDED for name in each.names]


def _name(given: object) -> str:
    return given.marked.name if isinstance(given, RootField) else str(given)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenancy:
    """A tenant, somebody of it, and the value of each argument that names a thing of it."""

    tenant: Tenant
    person: Person
    ids: Mapping[tuple[GuardTarget, str], str]

    @property
    def role_id(self) -> str:
        """Return the id of a role that the organization has defined."""
        return a_role(self.tenant).id


async def a_tenancy(world: World, name: str) -> Tenancy:
    tenant = await a_tenant(world, name=name)
    person = await a_person(world, member_of(tenant))
    held = await a_held_import(world, tenant, person)
    await put_role(world, a_role(tenant))
    (_, id_), *_ = outcomes(await imported(world, tenant, person, a_report([Hit()], tool="Ruff")))
    found = await world.ask(
        "query ($id: String!) { vulnerability(uuid: $id) { findingId } }",
        token=person.token,
        id=id_,
    )
    ids = {
        (GuardTarget.FINDING, "findingId"): found["vulnerability"]["findingId"],
        (GuardTarget.FINDING, "identifier"): found["vulnerability"]["findingId"],
        (GuardTarget.GROUP, "groupName"): tenant.group.name,
        (GuardTarget.GROUP, "ruleId"): await a_rule_of(world, tenant),
        (GuardTarget.IMPORT, "id"): held["id"],
        (GuardTarget.ORGANIZATION, "organizationId"): tenant.organization.id,
        (GuardTarget.ORGANIZATION_NAMED, "organizationName"): tenant.organization.name,
        (GuardTarget.ROOT, "groupName"): tenant.group.name,
        (GuardTarget.ROOT, "id"): tenant.root.id,
        (GuardTarget.ROOT, "rootId"): tenant.root.id,
        (GuardTarget.ROOT_TO_GROUP, "groupName"): tenant.group.name,
        (GuardTarget.ROOT_TO_GROUP, "id"): tenant.root.id,
        (GuardTarget.ROOT_TO_GROUP, "targetGroupName"): tenant.group.name,
        (GuardTarget.VULNERABILITY, "id"): str(id_),
        (GuardTarget.VULNERABILITY, "keep"): str(id_),
        (GuardTarget.VULNERABILITY, "uuid"): str(id_),
        (GuardTarget.VULNERABILITY, "vulnerabilityId"): str(id_),
    }
    return Tenancy(tenant=tenant, person=person, ids=ids)


async def test_anonymous_callers_are_told_to_log_in_by_every_field(world: World) -> None:
    owner = await a_tenancy(world, "acme")

    async with nothing_written(world):
        for each in FIELDS:
            answer = await ask_field(world, each, None, own_ids(each, owner))
            assert (each.marked.name, refusal(answer)) == (each.marked.name, LOGIN_REQUIRED)


async def test_who_is_member_of_nothing_gets_nothing_from_any_guarded_field(
    world: World,
) -> None:
    owner = await a_tenancy(world, "acme")
    nobody = await a_person(world, Roles(platform=None))

    async with nothing_written(world):
        for each in GUARDED:
            answer = await ask_field(world, each, nobody, own_ids(each, owner))
            assert (each.marked.name, refusal(answer)) == (
                each.marked.name,
                told_to_strangers(each),
            )


async def test_a_member_of_another_tenant_gets_nothing_and_learns_nothing(world: World) -> None:
    owner = await a_tenancy(world, "acme")
    stranger = (await a_tenancy(world, "evil")).person

    async with nothing_written(world):
        for each in GUARDED:
            if not each.names:
                continue
            foreign = await ask_field(world, each, stranger, own_ids(each, owner))
            absent = await ask_field(world, each, stranger, dict.fromkeys(each.names, ABSENT))
            assert (each.marked.name, refusal(foreign)) == (
                each.marked.name,
                told_to_strangers(each),
            )
            assert foreign == absent


async def test_each_id_alone_that_is_anothers_is_as_absent_as_one_that_never_was(
    world: World,
) -> None:
    owner, other = await a_tenancy(world, "acme"), await a_tenancy(world, "evil")

    async with nothing_written(world):
        for each, name in NAMED:
            own, theirs = own_ids(each, owner), own_ids(each, other)
            foreign = await ask_field(world, each, owner.person, own | {name: theirs[name]})
            absent = await ask_field(world, each, owner.person, own | {name: ABSENT})
            assert refusal(foreign)[0] in (ACCESS_DENIED[0], TOLD[target_of(each)][0]), (each, name)
            assert foreign == absent


@pytest.mark.parametrize(
    "odd",
    [
        "",
        " ",
        "#",
        "%23",
        "ORG#",
        "GRP#acmegroup",
        "USR#x@example.com",
        "~TOK#x",
        "\x00",
        "é" * 2000,
    ],
    ids=[
        "empty",
        "blank",
        "separator",
        "escaped",
        "prefix",
        "group",
        "person",
        "token",
        "control",
        "long",
    ],
)
async def test_no_id_however_odd_leads_to_anything_else(world: World, odd: str) -> None:
    tenant = await a_tenant(world)
    await a_person(world, email="x@example.com")
    admin = await a_person(world, Roles(platform=PlatformRole.ADMIN))
    own = {"groupName": tenant.group.name}

    async with nothing_written(world):
        for each, name in NAMED:
            ids = {other: own.get(other, ABSENT) for other in each.names} | {name: odd}
            answer = await ask_field(world, each, admin, ids)
            assert refusal(answer) in (ACCESS_DENIED, TOLD[target_of(each)]), (
                each.marked.name,
                name,
            )


async def test_the_owner_gets_an_answer_from_every_query(world: World) -> None:
    owner = await a_tenancy(world, "acme")
    await world.indexed()

    for each in FIELDS:
        if each.operation == "query":
            answer = await ask_field(world, each, owner.person, own_ids(each, owner))
            assert answer[each.marked.name] is not None


@pytest.mark.parametrize(("each", "name"), NAMED, ids=_name)
def test_every_argument_that_names_a_thing_is_tried(each: RootField, name: str) -> None:
    known = {
        (GuardTarget.FINDING, "findingId"),
        (GuardTarget.FINDING, "identifier"),
        (GuardTarget.GROUP, "groupName"),
        (GuardTarget.IMPORT, "id"),
        (GuardTarget.ORGANIZATION, "organizationId"),
        (GuardTarget.ORGANIZATION_NAMED, "organizationName"),
        (GuardTarget.ROOT, "groupName"),
        (GuardTarget.ROOT, "id"),
        (GuardTarget.ROOT, "rootId"),
        (GuardTarget.ROOT_TO_GROUP, "groupName"),
        (GuardTarget.ROOT_TO_GROUP, "id"),
        (GuardTarget.ROOT_TO_GROUP, "targetGroupName"),
        (GuardTarget.VULNERABILITY, "id"),
        (GuardTarget.VULNERABILITY, "keep"),
        (GuardTarget.VULNERABILITY, "uuid"),
        (GuardTarget.VULNERABILITY, "vulnerabilityId"),
    }

    assert (target_of(each), name) in known


def target_of(each: RootField) -> GuardTarget:
    assert each.marked.guard is not None
    return each.marked.guard.target


def told_to_strangers(each: RootField) -> tuple[str, str]:
    # Who has no right to a group does not get as far as its roots.
    of_a_root = {GuardTarget.ROOT, GuardTarget.ROOT_TO_GROUP}
    return ACCESS_DENIED if target_of(each) in of_a_root else TOLD[target_of(each)]


def own_ids(each: RootField, owner: Tenancy) -> dict[str, str]:
    if each.marked.name == "stakeholder":  # what its arguments name is looked up by itself
        return {"groupName": owner.tenant.group.name, "userEmail": owner.person.email}
    return {name: owner.ids[target_of(each), name] for name in each.names}


async def ask_field(
    world: World, each: RootField, person: Person | None, ids: Mapping[str, str]
) -> Answer:
    """Ask ``each`` with ``ids``, and the least that its other arguments may be."""
    chosen = {
        name: argument
        for name, argument in each.field.args.items()
        if name in ids or is_required_argument(argument)
    }
    values = {
        name: ids[name] if name in ids else value_of(name, argument)
        for name, argument in chosen.items()
    }
    token = person.token if person else None
    if "report" in values:
        del values["report"]
        return await world.upload(document(each, chosen), token=token, report=REPORT, **values)
    return await world.ask(document(each, chosen), token=token, **values)


def document(each: RootField, chosen: Mapping[str, GraphQLArgument]) -> str:
    declared = " ".join(f"${name}: {argument.type}" for name, argument in chosen.items())
    passed = " ".join(f"{name}: ${name}" for name in chosen)
    variables, arguments = (f"({declared})", f"({passed})") if chosen else ("", "")
    selection = _selection(get_named_type(each.field.type))
    return f"{each.operation} {variables} {{ {each.marked.name}{arguments} {selection} }}"


def _selection(type_: GraphQLNamedType) -> str:
    if is_leaf_type(type_):
        return ""
    leaves = ["__typename"]
    if isinstance(type_, GraphQLObjectType):
        leaves += [name for name, field in type_.fields.items() if is_plain(field)]
    return f"{{ {' '.join(leaves[:20])} }}"


def is_plain(field: GraphQLField) -> bool:
    marked = field.ast_node is not None and any(
        node.name.value == "guard" for node in field.ast_node.directives or ()
    )
    return is_leaf_type(get_named_type(field.type)) and not field.args and not marked


def value_of(name: str, argument: GraphQLArgument | GraphQLInputField) -> Any:
    if name == "expirationTime":
        return int(START.timestamp()) + 86_400
    type_ = get_nullable_type(argument.type)
    if isinstance(type_, GraphQLList):
        return []
    if isinstance(type_, GraphQLEnumType):
        return next(iter(type_.values))
    if isinstance(type_, GraphQLInputObjectType):
        required = {n: f for n, f in type_.fields.items() if is_required_input_field(f)}
        return {name: value_of(name, field) for name, field in required.items()}
    plain = {"Boolean": True, "Int": 1, "Float": 1.0}
    return plain.get(str(type_), "a text of a kind")
