"""The schema keeps what clients rely on: ``contract.tsv`` has fields, arguments and their types.

A row without an argument is the type of the field.  What is there may promise more and ask for
less than a row says: no client notices that.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from graphql import (
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    is_required_argument,
)

from api import executable_schema

CONTRACT: Final = Path(__file__).with_name("contract.tsv")
SAMPLE: Final = """
input In { a: String! }
type Query { plain(x: Int!, y: [String!]): [String!]! asked(in: In): String }
"""


class Row(NamedTuple):
    type: str
    field: str
    argument: str
    graphql_type: str


def _rows() -> list[Row]:
    _, *lines = CONTRACT.read_text().splitlines()
    return [Row(*line.split("\t")) for line in lines]


def _broken(schema: GraphQLSchema, rows: list[Row]) -> Iterator[str]:
    """Yield what ``schema`` has not, or has otherwise, of what ``rows`` say."""
    known = {(row.type, row.field, row.argument) for row in rows}
    for row in rows:
        field = _field(schema, row)
        place = f"{row.type}.{row.field}"
        if field is None:
            yield f"{place} is not there"
        elif row.argument:
            yield from _broken_argument(field, row)
        else:
            promised, asked = str(field.type), isinstance(field, GraphQLInputField)
            first, second = (row.graphql_type, promised) if asked else (promised, row.graphql_type)
            if not _serves(first, second):
                yield f"{place} is {promised}, not {row.graphql_type}"
            yield from _demanded(field, row, known)


def _field(schema: GraphQLSchema, row: Row) -> GraphQLField | GraphQLInputField | None:
    type_ = schema.type_map.get(row.type)
    if not isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        return None
    found: GraphQLField | GraphQLInputField | None = type_.fields.get(row.field)
    return found


def _broken_argument(field: GraphQLField | GraphQLInputField, row: Row) -> Iterator[str]:
    arguments = field.args if isinstance(field, GraphQLField) else {}
    argument = arguments.get(row.argument)
    place = f"{row.type}.{row.field}({row.argument}:)"
    if argument is None:
        yield f"{place} is not there"
    elif not _serves(row.graphql_type, str(argument.type)):
        yield f"{place} is {argument.type}, not {row.graphql_type}"


def _demanded(
    field: GraphQLField | GraphQLInputField, row: Row, known: set[tuple[str, str, str]]
) -> Iterator[str]:
    arguments = field.args if isinstance(field, GraphQLField) else {}
    for name, argument in arguments.items():
        if is_required_argument(argument) and (row.type, row.field, name) not in known:
            yield f"{row.type}.{row.field}({name}:) is asked for"


def _serves(given: str, wanted: str) -> bool:
    """Return whether a value of the type ``given`` can stand where ``wanted`` is: name by name."""
    if wanted.endswith("!"):
        return given.endswith("!") and _serves(given[:-1], wanted[:-1])
    given = given.removesuffix("!")
    if wanted.startswith("["):
        return given.startswith("[") and _serves(given[1:-1], wanted[1:-1])
    return given == wanted


def test_the_schema_keeps_what_clients_rely_on() -> None:
    rows = _rows()

    assert rows == sorted(set(rows))
    assert list(_broken(executable_schema(), rows)) == []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (Row("Query", "plain", "", "[String]"), ["Query.plain(x:) is asked for"]),
        (
            Row("Query", "plain", "", "[Int]"),
            ["Query.plain is [String!]!, not [Int]", "Query.plain(x:) is asked for"],
        ),
        (Row("Query", "plain", "x", "Int!"), []),
        (Row("Query", "plain", "x", "Int"), ["Query.plain(x:) is Int!, not Int"]),
        (Row("Query", "plain", "x", "Float!"), ["Query.plain(x:) is Int!, not Float!"]),
        (Row("Query", "plain", "y", "[String!]!"), []),
        (Row("Query", "plain", "y", "[String]"), ["Query.plain(y:) is [String!], not [String]"]),
        (Row("Query", "plain", "z", "Int"), ["Query.plain(z:) is not there"]),
        (Row("Query", "asked", "", "String!"), ["Query.asked is String, not String!"]),
        (Row("Query", "none", "", "Int"), ["Query.none is not there"]),
        (Row("None", "none", "", "Int"), ["None.none is not there"]),
        (Row("In", "a", "", "String!"), []),
        (Row("In", "a", "", "String"), ["In.a is String!, not String"]),
    ],
)
def test_what_breaks_a_client_is_told(row: Row, told: list[str]) -> None:
    assert list(_broken(build_schema(SAMPLE), [row])) == told
