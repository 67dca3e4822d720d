"""Which documents ask for what must not be kept."""

from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLSchema,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)

from api.validations.schema import has_directive


def tells_secret(schema: GraphQLSchema, document: DocumentNode) -> bool:
    """Tell whether a valid ``document`` asks for a field that is marked ``@secret``."""
    types = TypeInfo(schema)
    finder = _Finder(types)
    visit(document, TypeInfoVisitor(types, finder))
    return finder.found


class _Finder(Visitor):
    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self.found = False

    def enter_field(self, _: FieldNode, *__: Any) -> None:
        field = self._types.get_field_def()
        self.found = self.found or (field is not None and has_directive(field, "secret"))
