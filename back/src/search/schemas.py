"""Schemas: what they may be, and how an engine keeps the one of each generation."""

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from search.errors import UnknownField, UnknownGeneration, UnknownIndex
from search.types import Field, Generation, IndexSchema, Kind

# They become names of tables, columns and indexes without quotes or escapes.
_NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


def check_schema(schema: IndexSchema) -> None:
    """Check the names in ``schema``.

    Raises:
        ValueError: one is not a lower-case letter and up to 39 of them, digits and ``_``.
    """
    for name in (schema.name, *schema.fields):
        if _NAME.fullmatch(name) is None:
            raise ValueError(f"{name!r} cannot be the name of an index or a field")
    if schema.revision < 1:
        raise ValueError(f"a revision is 1 or more, not {schema.revision}")


def by_name(schemas: Iterable[IndexSchema]) -> Mapping[str, IndexSchema]:
    """Return the schemas of an application, checked, by the names of their indexes.

    Raises:
        ValueError: a name cannot be, or two are the same.
    """
    found: dict[str, IndexSchema] = {}
    for schema in schemas:
        check_schema(schema)
        if schema.name in found:
            raise ValueError(f"two schemas have the name {schema.name}")
        found[schema.name] = schema
    return MappingProxyType(found)


def schema_of(schemas: Mapping[str, IndexSchema], index: str) -> IndexSchema:
    """Return the schema of ``index``.

    Raises:
        UnknownIndex: the application has none of that name.
    """
    schema = schemas.get(index)
    if schema is None:
        raise UnknownIndex(index)
    return schema


def field_of(schema: IndexSchema, name: str) -> Field:
    """Return the field of that name.

    Raises:
        UnknownField: there is none.
    """
    field = schema.fields.get(name)
    if field is None:
        raise UnknownField(name)
    return field


def with_words(schema: IndexSchema) -> tuple[str, ...]:
    """Return the names of the fields that are searched for words, in their order."""
    return tuple(name for name, field in schema.fields.items() if field.has_words)


def named(generations: Iterable[Generation], name: str) -> Generation:
    """Return the generation of that name.

    Raises:
        UnknownGeneration: there is none.
    """
    for generation in generations:
        if generation.name == name:
            return generation
    raise UnknownGeneration(name)


def encoded(schema: IndexSchema) -> str:
    """Return ``schema`` as JSON."""
    fields = {
        name: [field.kind, field.many, field.sortable, field.words, field.few_values]
        for name, field in schema.fields.items()
    }
    return json.dumps({"name": schema.name, "revision": schema.revision, "fields": fields})


def decoded(text: str) -> IndexSchema:
    """Return the schema that ``encoded`` wrote."""
    found = json.loads(text)
    fields = {name: Field(Kind(kind), *flags) for name, (kind, *flags) in found["fields"].items()}
    return IndexSchema(found["name"], found["revision"], MappingProxyType(fields))


def new_generation(schema: IndexSchema) -> str:
    """Return a name for a generation: no two are alike, and none belongs to two indexes."""
    return f"{schema.name}-{schema.revision}-{secrets.token_hex(6)}"
