"""Figures that the schema states about its fields in directives."""

from graphql import GraphQLField, IntValueNode


def has_directive(field: GraphQLField, directive: str) -> bool:
    """Tell whether ``directive`` is given to ``field``."""
    nodes = (field.ast_node.directives if field.ast_node else None) or ()
    return any(node.name.value == directive for node in nodes)


def directive_value(field: GraphQLField, directive: str, argument: str, *, default: int) -> int:
    """Return the integer that ``directive`` gives to ``field``, or ``default`` without one."""
    for node in (field.ast_node.directives if field.ast_node else None) or ():
        if node.name.value == directive:
            for given in node.arguments or ():
                if given.name.value == argument and isinstance(given.value, IntValueNode):
                    return int(given.value.value)
    return default
