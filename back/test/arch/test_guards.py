"""No field can be forgotten: a schema in which one says nothing of who may see it is refused."""

import pytest
from ariadne.utils import convert_camel_case_to_snake
from graphql import GraphQLSchema, build_schema, is_object_type

from api import executable_schema
from api.guards import Marked, UnguardedField, bind_guards, marks
from api.targets import GuardTarget
from authz.policy import GROUP, ORGANIZATION, PLATFORM

DIRECTIVES = """
directive @guard(action: String!, on: String!, by: [String!], needs: [String!]) on FIELD_DEFINITION
directive @same on FIELD_DEFINITION
directive @open(reason: String!) on FIELD_DEFINITION
directive @entity on OBJECT
"""
READ = 'guard(action: "api_resolvers_query_group_resolve", on: GROUP, by: ["name"])'


def _schema(*definitions: str) -> GraphQLSchema:
    return build_schema("\n".join((DIRECTIVES, *definitions)))


@pytest.mark.parametrize(
    ("definitions", "told"),
    [
        (("type Query { thing: Int }",), "Query.thing says nothing of who may see it"),
        (
            ('type Query { thing: Int @open(reason: "r") }', "type Mutation { do: Int }"),
            "Mutation.do says nothing of who may see it",
        ),
        (
            ("type Query { a: A @same }", "type A @entity { b: B }", "type B @entity { id: ID }"),
            "A.b says nothing of who may see it",
        ),
        (
            (
                "type Query { a: A @same }",
                "type A @entity { page: Page }",
                "type Page { edges: [Edge!]! }",
                "type Edge { node: B! }",
                "type B @entity { id: ID }",
            ),
            "A.page says nothing of who may see it",
        ),
        (
            (
                "type Query { a: A @same }",
                "type A @entity { any: [Any!] }",
                "union Any = B",
                "type B @entity { id: ID }",
            ),
            "A.any says nothing of who may see it",
        ),
        (
            (f"type Query {{ group(name: String!): Int @{READ} @same }}",),
            "Query.group says it twice",
        ),
    ],
)
def test_a_field_that_says_nothing_refuses_to_become_a_schema(
    definitions: tuple[str, ...], told: str
) -> None:
    schema = _schema(*definitions)

    with pytest.raises(UnguardedField) as refused:
        bind_guards(schema)

    assert str(refused.value) == told


def test_an_action_or_a_target_that_is_none_refuses_to_become_a_schema() -> None:
    schemas = [
        _schema('type Query { a: Int @guard(action: "fly", on: GROUP) }'),
        _schema(f"type Query {{ a: Int @{READ.replace('GROUP', 'MOON')} }}"),
    ]

    for schema in schemas:
        with pytest.raises(ValueError, match="is not a valid"):
            bind_guards(schema)


def test_what_belongs_to_a_thing_and_leads_to_no_other_needs_no_mark() -> None:
    schema = _schema(
        "type Query { a: A @same }", "type A @entity { id: ID part: Part } type Part { n: Int }"
    )

    found = [(marked.type, marked.name, marked.mark) for marked in marks(schema)]

    assert found == [("Query", "a", "same")]


def _marks() -> list[Marked]:
    return list(marks(executable_schema()))


def test_every_argument_that_a_guard_names_is_there() -> None:
    schema = executable_schema()
    missing: list[str] = []
    for marked in _marks():
        type_ = schema.type_map[marked.type]
        assert is_object_type(type_)
        arguments = {convert_camel_case_to_snake(name) for name in type_.fields[marked.name].args}
        if marked.guard is not None:
            missing.extend(name for name in marked.guard.by if name not in arguments)

    assert missing == []


def test_every_action_of_a_guard_can_be_allowed_where_it_is_looked_up() -> None:
    tables = {
        GuardTarget.PLATFORM: PLATFORM,
        GuardTarget.ORGANIZATION: ORGANIZATION,
        GuardTarget.ORGANIZATION_NAMED: ORGANIZATION,
    }
    lost = [
        f"{marked.type}.{marked.name}"
        for marked in _marks()
        if marked.guard is not None
        and marked.guard.action not in tables.get(marked.guard.target, GROUP)
    ]

    assert lost == []


def test_what_is_open_to_all_who_have_signed_in_is_known() -> None:
    opened = sorted(f"{each.type}.{each.name}" for each in _marks() if each.mark == "open")

    assert opened == [
        "Mutation.acceptLegal",
        "Mutation.acknowledgeConcurrentSession",
        "Mutation.addAccessToken",
        "Mutation.endSession",
        "Mutation.invalidateAccessToken",
        "Mutation.removeStakeholder",
        "Mutation.rotateAccessToken",
        "Mutation.updateAccessToken",
        "Mutation.updateNotificationsPreferences",
        "Mutation.updateTours",
        "Mutation.validateGitAccess",
        "Query.findings",
        "Query.me",
        "Query.stakeholder",
        "Query.vulnerabilities",
    ]


def test_what_is_open_and_changes_something_is_closed_to_tokens_with_scopes() -> None:
    left = [
        marked.name
        for marked in _marks()
        if marked.mark == "open" and marked.type == "Mutation" and not marked.closed_to_scopes
    ]

    assert left == ["invalidateAccessToken"]


def test_no_root_field_relies_on_a_parent() -> None:
    same = [
        marked.name
        for marked in _marks()
        if marked.type in ("Query", "Mutation") and marked.mark == "same"
    ]

    assert same == []
