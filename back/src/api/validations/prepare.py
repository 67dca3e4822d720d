"""Turning a text into a document that may run, once for each text."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    validate,
)
from graphql.validation.rules import overlapping_fields_can_be_merged

from api.validations import limits
from api.validations.cost import CostNode, plan_cost
from api.validations.measures import INTROSPECTION, measure
from api.validations.schema import directive_value, has_directive
from api.validations.secrets import tells_secret

DEADLINE: Final = 10  # seconds
LONGEST_DEADLINE: Final = 30  # seconds
_REMEMBERED: Final = 256


class InvalidDocument(Exception):
    """A document that breaks the rules of GraphQL or of the schema."""

    def __init__(self, errors: tuple[GraphQLError, ...]) -> None:
        super().__init__(f"{len(errors)} errors")
        self.errors: Final = errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A valid document of bounded size, and what is worth knowing before it runs.

    ``roots`` are the distinct names of its root fields, of which there are ``width``.  It
    ``creates`` if each of them adds a thing each time, and ``is_secret`` if it asks for a field
    whose value must not be kept.
    """

    document: DocumentNode
    operation_type: str
    operation_name: str | None
    variables: frozenset[str]
    roots: tuple[str, ...]
    width: int
    creates: bool
    is_secret: bool
    cost: CostNode
    introspects: bool
    deadline: int


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents seen last, by their text; only valid ones are worth their memory."""

    schema: GraphQLSchema
    _known: OrderedDict[str, Prepared] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return len(self._known)

    def prepare(self, query: str) -> Prepared:
        """Return the document that ``query`` writes.

        Raises:
            AppError: it is too large, as ``limits`` says.
            InvalidDocument: it does not parse, or breaks a rule.
        """
        if (known := self._known.get(query)) is not None:
            self._known.move_to_end(query)
            return known
        prepared = prepare(self.schema, query)
        self._known[query] = prepared
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return prepared


def prepare(schema: GraphQLSchema, query: str) -> Prepared:
    """Return the document that ``query`` writes; each check is cheap once those before hold.

    Raises:
        AppError: it is too large, as ``limits`` says.
        InvalidDocument: it does not parse, or breaks a rule.
    """
    limits.check_text(query)
    document = _parsed(query)
    operation = limits.the_operation(document)
    measured = measure(document, operation)
    limits.check_measure(measured)
    _check_rules(schema, document)
    names = _roots(document, operation)
    roots = tuple(dict.fromkeys(names))
    return Prepared(
        document=document,
        operation_type=operation.operation.value,
        operation_name=operation.name.value if operation.name else None,
        variables=frozenset(
            node.variable.name.value for node in operation.variable_definitions or ()
        ),
        roots=roots,
        width=len(names),
        creates=_creates(schema, operation, roots),
        is_secret=tells_secret(schema, document),
        cost=plan_cost(schema, document, operation),
        introspects=not INTROSPECTION.isdisjoint(roots),
        deadline=_deadline(schema, operation, roots),
    )


def _parsed(query: str) -> DocumentNode:
    try:
        return parse(query, max_lexical_tokens=limits.TOKENS)
    except GraphQLError as error:
        raise InvalidDocument((error,)) from error


def _check_rules(schema: GraphQLSchema, document: DocumentNode) -> None:
    # The attribute is the library's own way to set the budget.
    overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = limits.OVERLAP_BUDGET
    errors = validate(schema, document, max_errors=limits.VALIDATION_ERRORS, hide_suggestions=True)
    if errors:
        raise InvalidDocument(tuple(errors[: limits.VALIDATION_ERRORS]))


def _roots(document: DocumentNode, operation: OperationDefinitionNode) -> list[str]:
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    return list(_root_names(operation.selection_set, fragments))


def _root_names(
    selections: SelectionSetNode, fragments: dict[str, FragmentDefinitionNode]
) -> list[str]:
    names: list[str] = []
    for selection in selections.selections:
        match selection:
            case FieldNode(name=name):
                names.append(name.value)
            case InlineFragmentNode(selection_set=inside):
                names.extend(_root_names(inside, fragments))
            case FragmentSpreadNode(name=name):
                names.extend(_root_names(fragments[name.value].selection_set, fragments))
            case _:
                continue
    return names


def _deadline(
    schema: GraphQLSchema, operation: OperationDefinitionNode, roots: tuple[str, ...]
) -> int:
    root = schema.get_root_type(operation.operation)
    fields = root.fields if root else {}
    asked = [
        directive_value(fields[name], "deadline", "seconds", default=DEADLINE)
        for name in roots
        if name in fields
    ]
    return min(max(asked, default=DEADLINE), LONGEST_DEADLINE)


def _creates(
    schema: GraphQLSchema, operation: OperationDefinitionNode, roots: tuple[str, ...]
) -> bool:
    root = schema.get_root_type(operation.operation)
    fields = root.fields if root else {}
    return all(name in fields and has_directive(fields[name], "creates") for name in roots)
