"""What is reviewed as text: the policy, what scopes of tokens have, the schema with its guards."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final, TypeAlias

from graphql import (
    GraphQLDirective,
    GraphQLNamedType,
    GraphQLSchema,
    is_introspection_type,
    is_specified_directive,
    is_specified_scalar_type,
)
from graphql.language import (
    EnumTypeDefinitionNode,
    EnumValueDefinitionNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    print_ast,
)

from authz import policy
from authz.policy import Action
from authz.scopes import SCOPES

_Member: TypeAlias = EnumValueDefinitionNode | FieldDefinitionNode | InputValueDefinitionNode
LEVELS: Final[Mapping[str, Mapping[Action, frozenset[StrEnum]]]] = {
    "platform": {action: frozenset(roles) for action, roles in policy.PLATFORM.items()},
    "organization": {action: frozenset(roles) for action, roles in policy.ORGANIZATION.items()},
    "group": {action: frozenset(roles) for action, roles in policy.GROUP.items()},
}


def policy_text() -> str:
    """Return the whole policy: a line a level and action, with the roles that it is allowed to."""
    return "".join(f"{line}\n" for level in LEVELS for line in _level(level))


def scopes_text() -> str:
    """Return what tokens may be held to: a line an action, with the scopes that have it.

    What no token with scopes may do has none.
    """
    lines = (
        f"{action}: {' '.join(sorted(scope for scope in SCOPES if action in SCOPES[scope]))}"
        for action in sorted(Action)
    )
    return "".join(f"{line.rstrip()}\n" for line in lines)


def schema_text(schema: GraphQLSchema) -> str:
    """Return the schema by name, with the directives that the printer of the library drops."""
    blocks = (*_directives(schema.directives), *_types(schema.type_map.values()))
    return "\n\n".join(blocks) + "\n"


def _level(level: str) -> Iterator[str]:
    for action, roles in sorted(LEVELS[level].items()):
        yield f"{level} {action}: {' '.join(sorted(roles))}"


def _directives(directives: Iterable[GraphQLDirective]) -> Iterator[str]:
    for directive in sorted(directives, key=lambda each: each.name):
        if not is_specified_directive(directive) and directive.ast_node is not None:
            yield print_ast(directive.ast_node)


def _types(types: Iterable[GraphQLNamedType]) -> Iterator[str]:
    for type_ in sorted(types, key=lambda each: each.name):
        if not is_introspection_type(type_) and not is_specified_scalar_type(type_):
            yield _type(type_)


def _type(type_: GraphQLNamedType) -> str:
    """Return the definition of a type whose members, also from extensions, stand by name."""
    assert type_.ast_node is not None, "every type is from SDL"
    head, bracket, _ = print_ast(type_.ast_node).partition(" {\n")
    members = [_indented(print_ast(node)) for node in _members(type_)]
    if not members:
        return f"{head}{bracket}"
    return "\n".join((f"{head} {{", *members, "}"))


def _members(type_: GraphQLNamedType) -> list[_Member]:
    nodes: list[_Member] = []
    for definition in (type_.ast_node, *type_.extension_ast_nodes):
        match definition:
            case EnumTypeDefinitionNode(values=members):
                nodes.extend(members or ())
            case (
                ObjectTypeDefinitionNode(fields=members)
                | ObjectTypeExtensionNode(fields=members)
                | InterfaceTypeDefinitionNode(fields=members)
                | InputObjectTypeDefinitionNode(fields=members)
            ):
                nodes.extend(members or ())
            case _:
                continue  # a scalar or a union has none
    return sorted(nodes, key=lambda node: node.name.value)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" if line else line for line in text.splitlines())
