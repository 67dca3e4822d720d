"""The figures of the limits on documents, and who breaks them.

They are set above what the largest operation of any known client needs.
"""

from typing import Final

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
)

from api.validations.errors import LimitExceeded, NoOperation
from api.validations.measures import Measure

CHARACTERS: Final = 3_000
RAW_BYTES: Final = 8 * 1024
TOKENS: Final = 1_000
FRAGMENTS: Final = 10
VARIABLES: Final = 60
BREADTH: Final = 3
DEPTH: Final = 8
ALIASES: Final = 15
FIELDS: Final = 200
DIRECTIVES: Final = 20
INTROSPECTIONS: Final = 1
INTROSPECTION_DEPTH: Final = 15
INTROSPECTION_FIELDS: Final = 500
OVERLAP_BUDGET: Final = 50_000
VALIDATION_ERRORS: Final = 5
COERCION_ERRORS: Final = 5
PAGE: Final = 1_200


def check_text(query: str) -> None:
    """Refuse a document by its length.

    Raises:
        LimitExceeded: it is too long.
    """
    if len(query) > RAW_BYTES or len(query) - query.count("\n") > CHARACTERS:
        raise LimitExceeded("characters", limit=CHARACTERS)


def the_operation(document: DocumentNode) -> OperationDefinitionNode:
    """Return the one operation of ``document``.

    Raises:
        LimitExceeded: there are more, or more fragments or variables than are needed.
        NoOperation: there is none.
    """
    operations = [
        node for node in document.definitions if isinstance(node, OperationDefinitionNode)
    ]
    fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
    if not operations:
        raise NoOperation
    if len(operations) > 1:
        raise LimitExceeded("operations", limit=1)
    if len(fragments) > FRAGMENTS:
        raise LimitExceeded("fragments", limit=FRAGMENTS)
    if len(operations[0].variable_definitions or ()) > VARIABLES:
        raise LimitExceeded("variables", limit=VARIABLES)
    return operations[0]


def check_measure(measured: Measure) -> None:
    """Refuse a document by its size.

    Raises:
        LimitExceeded: it is too wide, deep or repetitive.
    """
    for what, found, limit in (
        ("query breadth", measured.breadth, BREADTH),
        ("query depth", measured.depth, DEPTH),
        ("directives", measured.directives, DIRECTIVES),
        ("aliases", measured.aliases, ALIASES),
        ("fields", measured.fields, FIELDS),
        ("introspection", measured.introspections, INTROSPECTIONS),
        ("introspection depth", measured.introspection_depth, INTROSPECTION_DEPTH),
        ("introspection fields", measured.introspection_fields, INTROSPECTION_FIELDS),
    ):
        if found > limit:
            raise LimitExceeded(what, limit=limit)
