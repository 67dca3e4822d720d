"""A mutation is one file and has one test file."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from ariadne.utils import convert_camel_case_to_snake
from graphql import DirectiveNode, GraphQLField, GraphQLObjectType, get_named_type, is_leaf_type

from api import executable_schema
from arch.project import BACK


def _names(folder: Path, prefix: str = "") -> set[str]:
    return {path.stem.removeprefix(prefix) for path in folder.glob(f"{prefix}*.py")}


def _declared() -> set[str]:
    mutation = executable_schema().mutation_type
    assert mutation is not None
    return {convert_camel_case_to_snake(name) for name in mutation.fields}


def test_a_mutation_is_one_file() -> None:
    assert _names(BACK / "src/api/mutations") - {"__init__", "schema"} == _declared()


def test_a_mutation_has_one_test_file() -> None:
    assert _names(BACK / "test/functional/mutations", "test_") == _declared()


def test_what_adds_a_thing_says_that_it_does() -> None:
    """Else a request that a client sends again, having lost the answer, adds another thing."""
    marked = {
        name
        for name, field in _mutations().items()
        if any(node.name.value == "creates" for node in _directives(field))
    }

    assert marked == {name for name in _mutations() if name.startswith(("add", "grant"))}


def test_what_is_shown_only_once_is_not_kept() -> None:
    """Of what mutations answer, what sounds like a secret is marked as one."""
    secrets = re.compile("jwt|token|secret|password|key|credential", re.IGNORECASE)
    payloads = {get_named_type(field.type) for field in _mutations().values()}
    texts = {
        f"{payload.name}.{name}": field
        for payload in payloads
        if isinstance(payload, GraphQLObjectType)
        for name, field in payload.fields.items()
        if is_leaf_type(get_named_type(field.type)) and secrets.search(name)
    }

    marked = {
        name
        for name, field in texts.items()
        if any(node.name.value == "secret" for node in _directives(field))
    }
    assert marked == texts.keys()
    assert "UpdateAccessTokenPayload.sessionJwt" in marked


def _mutations() -> Mapping[str, GraphQLField]:
    mutation = executable_schema().mutation_type
    assert mutation is not None
    fields: Mapping[str, GraphQLField] = mutation.fields
    return fields


def _directives(field: GraphQLField) -> Sequence[DirectiveNode]:
    return (field.ast_node.directives if field.ast_node else None) or ()
