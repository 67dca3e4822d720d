"""What a request costs at most: known before it runs, from the schema and the page sizes.

An object costs 1 and a scalar nothing, a list as many times what is in it as it may have
elements.  A field may name its own cost in the schema: ``@cost(value: 10)``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)
from graphql.type.definition import GraphQLDefaultInput

from api.validations.errors import PageNotPositive, PageTooLarge
from api.validations.limits import PAGE
from api.validations.measures import INTROSPECTION
from api.validations.schema import directive_value

# What a connection returns that has no page size, and a list that never has one.
WHOLE_CONNECTION: Final = 1_000
PLAIN_LIST: Final = 10
_PAGE_ARGUMENT: Final = "first"


@dataclass(frozen=True, slots=True)
class Size:
    """How many elements a field may return: ``default`` unless the variable says otherwise."""

    default: int
    variable: str | None = None


@dataclass(frozen=True, slots=True)
class CostNode:
    """``own``, and ``size`` times (when there is one) the sum of what is inside."""

    own: int
    inside: tuple["CostNode", ...] = ()
    size: Size | None = None


@dataclass(frozen=True, slots=True)
class _Walk:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    defaults: Mapping[str, int]


def plan_cost(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> CostNode:
    """Return the cost of a valid ``operation``, open in its variables.

    Its fragments are expanded, so its size must have been checked before.
    """
    walk = _Walk(
        schema,
        {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        },
        {
            node.variable.name.value: int(node.default_value.value)
            for node in operation.variable_definitions or ()
            if isinstance(node.default_value, IntValueNode)
        },
    )
    root = schema.get_root_type(operation.operation)
    assert root is not None, "the document was validated"
    return CostNode(0, tuple(_fields(walk, root, operation.selection_set, None)))


def cost_of(node: CostNode, variables: Mapping[str, Any]) -> int:
    """Return the figure for a request with these variables.

    Raises:
        PageNotPositive: a page size is 0 or less.
        PageTooLarge: one is above the limit.
    """
    inside = sum(cost_of(child, variables) for child in node.inside)
    if node.size is None:
        return node.own + inside
    return node.own + _elements(node.size, variables) * inside


def _elements(size: Size, variables: Mapping[str, Any]) -> int:
    asked = variables.get(size.variable) if size.variable else None
    if not isinstance(asked, int):  # coercion has its say on what is neither int nor null
        return size.default
    if asked < 1:
        raise PageNotPositive
    if asked > PAGE:
        raise PageTooLarge(limit=PAGE)
    return asked


def _fields(
    walk: _Walk, parent: GraphQLNamedType, selections: SelectionSetNode, page: Size | None
) -> Iterator[CostNode]:
    for selection in selections.selections:
        match selection:
            case FieldNode():
                yield _field(walk, parent, selection, page)
            case InlineFragmentNode(type_condition=condition, selection_set=inside):
                narrowed = walk.schema.get_type(condition.name.value) if condition else parent
                yield from _fields(walk, narrowed or parent, inside, page)
            case FragmentSpreadNode(name=name):
                fragment = walk.fragments[name.value]
                narrowed = walk.schema.get_type(fragment.type_condition.name.value)
                yield from _fields(walk, narrowed or parent, fragment.selection_set, page)
            case _:
                continue


def _field(walk: _Walk, parent: GraphQLNamedType, node: FieldNode, page: Size | None) -> CostNode:
    definition = getattr(parent, "fields", {}).get(node.name.value)
    if definition is None or node.name.value in INTROSPECTION:
        return CostNode(1 if node.selection_set else 0)
    own_page = _page(walk, definition, node)
    named = get_named_type(definition.type)
    own = 1 if is_composite_type(named) else 0
    own = directive_value(definition, "cost", "value", default=own)
    inside = tuple(_fields(walk, named, node.selection_set, own_page)) if node.selection_set else ()
    if is_list_type(get_nullable_type(definition.type)) and inside:
        # A list repeats its objects, so what they cost stands inside.
        return CostNode(0, (CostNode(own, inside),), page or own_page or Size(PLAIN_LIST))
    return CostNode(own, inside)


def _page(walk: _Walk, definition: GraphQLField, node: FieldNode) -> Size | None:
    """Return how many elements the field is asked for; None for one that cannot be asked."""
    argument = definition.args.get(_PAGE_ARGUMENT)
    if argument is None:
        return None
    fallback = _declared(argument.default)
    given = next(
        (arg.value for arg in node.arguments or () if arg.name.value == _PAGE_ARGUMENT), None
    )
    match given:
        case IntValueNode(value=text):
            return Size(_elements(Size(fallback, "page"), {"page": int(text)}))
        case VariableNode(name=name):
            return Size(walk.defaults.get(name.value, fallback), name.value)
        case _:
            return Size(fallback)


def _declared(default: GraphQLDefaultInput | None) -> int:
    """Return the page size that the schema's language gives."""
    if default is None or not isinstance(default.literal, IntValueNode):
        return WHOLE_CONNECTION
    return int(default.literal.value)
