"""The reference, written from the schema, the policy and the settings as they are."""

from collections.abc import Iterator, Mapping
from typing import Final

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    get_named_type,
    is_composite_type,
)

from api import executable_schema
from api.guards import Guard, marks
from api.validations.prepare import DEADLINE
from api.validations.schema import directive_value
from authz.policy import GROUP, ORGANIZATION, PLATFORM
from settings import describe

_BUILT_IN: Final = frozenset({"Boolean", "Float", "ID", "Int", "String"})
_NO_COST: Final = -1


def queries() -> str:
    root = executable_schema().query_type
    assert root is not None, "the schema has queries"
    return _operations(root)


def mutations() -> str:
    root = executable_schema().mutation_type
    assert root is not None, "the schema has mutations"
    return _operations(root)


def types() -> str:
    """Return all types but the roots, the built-in ones and introspection, by name."""
    schema = executable_schema()
    roots = (schema.query_type, schema.mutation_type)
    named = (
        type_
        for name, type_ in sorted(schema.type_map.items())
        if not name.startswith("__") and name not in _BUILT_IN and type_ not in roots
    )
    return "\n".join(line for type_ in named for line in _type(type_))


def settings() -> str:
    rows = (
        f"| `{row.variable}` | {f'`{row.default}`' if row.default else ''} | {row.form} "
        f"| {row.about} |"
        for row in describe()
    )
    return "\n".join(("| variable | default | form | what it does |", "|---|---|---|---|", *rows))


def _operations(root: GraphQLObjectType) -> str:
    guards = _guards(root.name)
    return "\n".join(
        line
        for name, field in sorted(root.fields.items())
        for line in _operation(name, field, guards.get(name))
    )


def _operation(name: str, field: GraphQLField, guard: Guard | None) -> Iterator[str]:
    yield f"## {name} {{#{name} }}\n"
    yield f"{field.description}.\n"
    yield f"- Returns {_linked(field.type)}"
    yield f"- {_right(guard)}"
    yield f"- {_cost(field)}"
    deadline = directive_value(field, "deadline", "seconds", default=DEADLINE)
    yield f"- Is given up after {deadline} seconds\n"
    if field.args:
        yield "| argument | type | |\n|---|---|---|"
        for argument, of in sorted(field.args.items()):
            yield f"| `{argument}` | {_linked(of.type)} | {of.description} |"
        yield ""


def _right(guard: Guard | None) -> str:
    if guard is None:
        return "Open to everybody who has signed in"
    holders = {
        *GROUP.get(guard.action, ()),
        *ORGANIZATION.get(guard.action, ()),
        *PLATFORM.get(guard.action, ()),
    }
    needs = ", ".join(f"`{need}`" for need in sorted(guard.needs))
    roles = ", ".join(sorted({role.value for role in holders}))
    where = guard.target.value.lower().replace("_named", "")
    return (
        f"Needs `{guard.action.value}` on the {where}; held by {roles}"
        f"{f'; the group needs {needs}' if needs else ''}"
    )


def _cost(field: GraphQLField) -> str:
    usual = 1 if is_composite_type(get_named_type(field.type)) else 0
    own = directive_value(field, "cost", "value", default=_NO_COST)
    return f"Costs {usual if own == _NO_COST else own}, and what is asked of its answer"


def _type(type_: GraphQLNamedType) -> Iterator[str]:
    yield f"## {type_.name} {{#{type_.name} }}\n"
    yield f"{type_.description}.\n"
    match type_:
        case GraphQLScalarType():
            return
        case GraphQLEnumType():
            yield "| value | |\n|---|---|"
            for name, value in type_.values.items():
                yield f"| `{name}` | {value.description} |"
        case GraphQLInputObjectType():
            yield "| field | type | |\n|---|---|---|"
            for name, given in sorted(type_.fields.items()):
                yield f"| `{name}` | {_linked(given.type)} | {given.description} |"
        case _:
            yield from _fields(type_)
    yield ""


def _fields(type_: GraphQLNamedType) -> Iterator[str]:
    fields: Mapping[str, GraphQLField] = getattr(type_, "fields", {})
    guards = _guards(type_.name)
    if fields:
        yield "| field | type | | right |\n|---|---|---|---|"
    for name, field in sorted(fields.items()):
        right = f"`{guards[name].action.value}`" if name in guards else ""
        arguments = ", ".join(sorted(field.args))
        called = f"`{name}({arguments})`" if arguments else f"`{name}`"
        yield f"| {called} | {_linked(field.type)} | {field.description} | {right} |"


def _guards(type_name: str) -> dict[str, Guard]:
    found = marks(executable_schema())
    return {each.name: each.guard for each in found if each.type == type_name and each.guard}


def _linked(type_: object) -> str:
    """Return the type as the schema writes it, with a link to where it is described."""
    name = str(get_named_type(type_)) if type_ is not None else ""  # type: ignore[call-overload]
    written = f"`{type_}`"
    return written if name in _BUILT_IN else f"[{written}](types.md#{name})"
