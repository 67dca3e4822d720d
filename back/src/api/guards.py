"""Binding rights to fields: what the schema says in ``@guard`` is done before a resolver runs.

A root field without ``@guard`` or ``@open``, and a field of an entity that leads to an entity
without ``@guard``, ``@same`` or ``@open``, refuses to become a schema: a right cannot be
forgotten.  The resolver of a guarded field gets its grant as ``grant``.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, Final

from ariadne.utils import convert_camel_case_to_snake
from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    default_field_resolver,
    get_named_type,
)
from graphql.language import BooleanValueNode, EnumValueNode, ListValueNode, StringValueNode

from api.context import Context, Info
from api.targets import TARGETS, GuardTarget, Wanted, held
from authz.errors import ActionDenied
from authz.policy import Action, Attribute

_MARKS: Final = frozenset({"guard", "same", "open"})


class UnguardedField(Exception):
    """A field of the schema says nothing of who may see it, or says it wrongly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What ``@guard`` says; ``by`` are names of arguments as resolvers know them."""

    action: Action
    target: GuardTarget
    by: tuple[str, ...]
    needs: frozenset[Attribute]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A field that says who may see it: a guard, or ``same`` or ``open``.

    What is ``closed_to_scopes`` nobody does with a token that has scopes.
    """

    type: str
    name: str
    mark: str
    guard: Guard | None
    closed_to_scopes: bool = False


def bind_guards(schema: GraphQLSchema) -> None:
    """Put every guard of ``schema`` before the resolver of its field.

    Raises:
        UnguardedField: a field that needs a guard has none.
    """
    for marked in marks(schema):
        field = _field(schema, marked)
        resolver = field.resolve or default_field_resolver
        if marked.guard is not None:
            field.resolve = _guarded(resolver, marked.guard)
        elif marked.mark == "open":
            field.resolve = _signed_in(resolver, closed_to_scopes=marked.closed_to_scopes)


def marks(schema: GraphQLSchema) -> Iterator[Marked]:
    """Yield each field that must say who may see it, and what it says.

    Raises:
        UnguardedField: it does not.
    """
    roots = (schema.query_type, schema.mutation_type)
    entities = frozenset(name for name, t in schema.type_map.items() if _is_entity(t))
    leading = _leading_to(schema, entities)
    for type_ in schema.type_map.values():
        if not isinstance(type_, GraphQLObjectType) or type_.name.startswith("__"):
            continue
        for name, field in type_.fields.items():
            found = _mark(type_.name, name, field)
            leads = get_named_type(field.type).name in leading
            if found is None and (type_ in roots or (type_.name in entities and leads)):
                raise UnguardedField(f"{type_.name}.{name} says nothing of who may see it")
            if found is not None:
                yield found


def _is_entity(type_: GraphQLNamedType) -> bool:
    nodes = type_.ast_node.directives if type_.ast_node else ()
    return any(node.name.value == "entity" for node in nodes or ())


def _leading_to(schema: GraphQLSchema, entities: frozenset[str]) -> frozenset[str]:
    """Return the types that are entities or lead to one through types that are none."""
    leading = set(entities)
    grown = True
    while grown:
        grown = False
        for name, type_ in schema.type_map.items():
            if name not in leading and not leading.isdisjoint(_reached(type_)):
                leading.add(name)
                grown = True
    return frozenset(leading)


def _reached(type_: GraphQLNamedType) -> frozenset[str]:
    if isinstance(type_, GraphQLObjectType):
        return frozenset(get_named_type(field.type).name for field in type_.fields.values())
    if isinstance(type_, GraphQLUnionType):
        return frozenset(member.name for member in type_.types)
    return frozenset()


def _mark(type_name: str, name: str, field: GraphQLField) -> Marked | None:
    nodes = (field.ast_node.directives if field.ast_node else None) or ()
    found = [node for node in nodes if node.name.value in _MARKS]
    if not found:
        return None
    if len(found) > 1:
        raise UnguardedField(f"{type_name}.{name} says it twice")
    (node,) = found
    arguments = {given.name.value: given.value for given in node.arguments or ()}
    guard = _guard(arguments) if node.name.value == "guard" else None
    # What is open and changes something no scope stands for, unless the schema says otherwise.
    is_open = node.name.value == "open" and type_name == "Mutation"
    closed = is_open and not _is_true(arguments.get("scoped"))
    return Marked(
        type=type_name, name=name, mark=node.name.value, guard=guard, closed_to_scopes=closed
    )


def _guard(arguments: dict[str, Any]) -> Guard:
    return Guard(
        action=Action(_texts(arguments["action"])[0]),
        target=GuardTarget(_texts(arguments["on"])[0]),
        by=tuple(convert_camel_case_to_snake(name) for name in _texts(arguments.get("by"))),
        needs=frozenset(Attribute(name) for name in _texts(arguments.get("needs"))),
    )


def _is_true(node: object) -> bool:
    return isinstance(node, BooleanValueNode) and node.value


def _texts(node: object) -> tuple[str, ...]:
    match node:
        case StringValueNode(value=text) | EnumValueNode(value=text):
            return (text,)
        case ListValueNode(values=nodes):
            return tuple(text for each in nodes for text in _texts(each))
        case _:
            return ()


def _field(schema: GraphQLSchema, marked: Marked) -> GraphQLField:
    type_ = schema.type_map[marked.type]
    assert isinstance(type_, GraphQLObjectType), "marks come from object types"
    field: GraphQLField = type_.fields[marked.name]
    return field


def _signed_in(resolver: Callable[..., Any], *, closed_to_scopes: bool) -> Callable[..., Any]:
    def resolve(parent: object, info: Info, **arguments: Any) -> Any:
        context: Context = info.context
        if context.caller.principal.reach is not None and closed_to_scopes:
            raise ActionDenied
        return resolver(parent, info, **arguments)

    return resolve


def _guarded(resolver: Callable[..., Any], guard: Guard) -> Callable[..., Any]:
    obtain = TARGETS[guard.target]

    async def resolve(parent: object, info: Info, **arguments: Any) -> Any:
        context: Context = info.context
        access = context.caller
        if guard.by or guard.target is GuardTarget.PLATFORM:
            ids = tuple(arguments.get(name) for name in guard.by)
            wanted = Wanted(access=access, action=guard.action, needs=guard.needs, ids=ids)
            grant = await obtain(context.db, wanted)
        else:
            grant = held(access, guard.action, parent, needs=guard.needs)
        answer = resolver(parent, info, grant=grant, **arguments)
        return await answer if isawaitable(answer) else answer

    return resolve
