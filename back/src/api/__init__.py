"""The GraphQL API: schema first, one file a mutation, one folder a type."""

from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

from ariadne import SchemaBindable, load_schema_from_path, make_executable_schema
from graphql import GraphQLSchema

from api.filters.sdl import filter_sdl
from api.guards import bind_guards
from db_model.findings.search import SCHEMA as FINDINGS
from db_model.vulnerabilities.search import SCHEMA as VULNERABILITIES

_HERE = Path(__file__).parent


@cache
def executable_schema() -> GraphQLSchema:
    """Return the schema: every SDL file and every binding below this folder, guards in place.

    Raises:
        UnguardedField: a field does not say who may see it.
    """
    found: dict[int, SchemaBindable] = {}
    for part in ("mutations", "resolvers", "scalars"):
        for name in walk_packages([str(_HERE / part)], prefix=f"api.{part}."):
            module = import_module(name.name)
            found |= {id(v): v for v in vars(module).values() if _binds(v)}
    sdl = [
        load_schema_from_path(str(_HERE)),
        filter_sdl("Finding", FINDINGS),
        filter_sdl("Vulnerability", VULNERABILITIES),
    ]
    schema = make_executable_schema(sdl, *found.values(), convert_names_case=True)
    bind_guards(schema)
    return schema


def _binds(value: object) -> bool:
    return isinstance(value, SchemaBindable) and not isinstance(value, type)
