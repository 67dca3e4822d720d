"""The GraphQL types by which an index is asked, from its schema.  Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from search.types import Field, IndexSchema, Kind

_INPUTS: Final[Mapping[Kind, str]] = MappingProxyType(
    {
        Kind.BOOL: "Boolean",
        Kind.DATE: "DateFilter",
        Kind.FLOAT: "NumberFilter",
        Kind.INT: "IntegerFilter",
        Kind.KEYWORD: "KeywordFilter",
    }
)
# Who may not read these of a thing is not to learn them by asking which things have them.
_GUARDED: Final = frozenset({"hacker"})


def filter_sdl(entity: str, schema: IndexSchema) -> str:
    """Return the types ``<entity>Filter``, ``<entity>Order`` and the enums of their fields."""
    schema = _shown(schema)
    return "\n".join(
        (
            *_filter(f"{entity}Filter", schema),
            *_enum(f"{entity}OrderField", "Field that a list is sorted by", sorted_by(schema)),
            *_enum(f"{entity}FacetField", "Field whose values are counted", counted_by(schema)),
            f'"What a list is sorted by; up to three, each field once"\ninput {entity}Order {{',
            '  "Which way"\n  direction: OrderDirection! = ASC',
            f'  "By which field"\n  field: {entity}OrderField!\n}}',
        )
    )


def sorted_by(schema: IndexSchema) -> tuple[str, ...]:
    return tuple(name for name, field in schema.fields.items() if field.sortable)


def counted_by(schema: IndexSchema) -> tuple[str, ...]:
    return tuple(name for name, field in schema.fields.items() if _is_counted(field))


def _shown(schema: IndexSchema) -> IndexSchema:
    """Return what of ``schema`` clients may ask for by name, whoever they are."""
    fields = {name: field for name, field in schema.fields.items() if name not in _GUARDED}
    return replace(schema, fields=fields)


def _is_counted(field: Field) -> bool:
    return field.kind in (Kind.BOOL, Kind.KEYWORD)


def _filter(name: str, schema: IndexSchema) -> Iterator[str]:
    yield f'"What is asked for: all that is given holds"\ninput {name} {{'
    yield f'  "All of these hold"\n  and: [{name}!]'
    yield f'  "This does not hold"\n  not: {name}'
    yield f'  "One of these holds, or more"\n  or: [{name}!]'
    yield '  "Each word is in it; the last, as the beginning of a word"\n  text: String'
    for field, of in sorted(schema.fields.items()):
        if of.kind in _INPUTS:
            yield f'  "{_about(field)}"\n  {_camel(field)}: {_INPUTS[of.kind]}'
    yield "}"


def _enum(name: str, about: str, fields: tuple[str, ...]) -> Iterator[str]:
    yield f'"{about}"\nenum {name} {{'
    for field in sorted(fields):
        yield f'  "{_about(field)}"\n  {field.upper()}'
    yield "}"


def _about(field: str) -> str:
    return field.replace("_", " ").capitalize()


def _camel(field: str) -> str:
    first, *rest = field.split("_")
    return first + "".join(map(str.capitalize, rest))
