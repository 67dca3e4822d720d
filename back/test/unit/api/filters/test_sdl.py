"""What clients may ask of an index, made from its schema."""

from typing import Final

from graphql import GraphQLEnumType, GraphQLInputObjectType, build_schema

from api.filters.sdl import filter_sdl
from search.types import Field, IndexSchema, Kind

SCHEMA: Final = IndexSchema(
    "things",
    1,
    {
        "added_at": Field(Kind.DATE, sortable=True),
        "hacker": Field(Kind.KEYWORD, sortable=True),
        "is_open": Field(Kind.BOOL),
        "lines": Field(Kind.INT, sortable=True),
        "notes": Field(Kind.TEXT),
        "score": Field(Kind.FLOAT),
        "tags": Field(Kind.KEYWORD, many=True),
    },
)
# What the generated types are made of.
OTHERS: Final = """
input DateFilter { lt: String }
input IntegerFilter { lt: Int }
input KeywordFilter { eq: String }
input NumberFilter { lt: Float }
enum OrderDirection { ASC DESC }
type Query { things(where: ThingFilter, orderBy: ThingOrder, facets: ThingFacetField): Int }
"""


def test_each_field_is_asked_for_by_what_its_values_are_but_for_what_is_guarded() -> None:
    types = build_schema(OTHERS + filter_sdl("Thing", SCHEMA)).type_map

    asked, sorted_by, counted = (
        types[name] for name in ("ThingFilter", "ThingOrderField", "ThingFacetField")
    )

    assert isinstance(asked, GraphQLInputObjectType)
    assert {name: str(field.type) for name, field in asked.fields.items()} == {
        "addedAt": "DateFilter",
        "and": "[ThingFilter!]",
        "isOpen": "Boolean",
        "lines": "IntegerFilter",
        "not": "ThingFilter",
        "or": "[ThingFilter!]",
        "score": "NumberFilter",
        "tags": "KeywordFilter",
        "text": "String",
    }
    assert isinstance(sorted_by, GraphQLEnumType)
    assert isinstance(counted, GraphQLEnumType)
    assert list(sorted_by.values) == ["ADDED_AT", "LINES"]
    assert list(counted.values) == ["IS_OPEN", "TAGS"]
