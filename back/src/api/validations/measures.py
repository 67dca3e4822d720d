"""How large a document is once its fragments are expanded, without expanding them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

INTROSPECTION: Final = frozenset({"__schema", "__type"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What a part of a document amounts to; the introspection in it is counted apart."""

    depth: int = 0
    breadth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    introspections: int = 0
    introspection_depth: int = 0
    introspection_fields: int = 0


_NOTHING: Final = Measure()


def measure(document: DocumentNode, operation: OperationDefinitionNode) -> Measure:
    """Return the size of ``operation``; a fragment counts each time that it is spread."""
    fragments = {
        node.name.value: node
        for node in document.definitions
        if isinstance(node, FragmentDefinitionNode)
    }
    inside = _of_selections(operation.selection_set, fragments, {})
    return _with_directives(inside, operation.directives)


def _of_selections(
    selections: SelectionSetNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    known: dict[str, Measure],
) -> Measure:
    return _sum(_of(selection, fragments, known) for selection in selections.selections)


def _of(
    selection: SelectionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    known: dict[str, Measure],
) -> Measure:
    match selection:
        case FieldNode():
            inside = (
                _of_selections(selection.selection_set, fragments, known)
                if selection.selection_set
                else _NOTHING
            )
            measured = _of_field(selection, inside)
        case InlineFragmentNode():
            measured = _of_selections(selection.selection_set, fragments, known)
        case FragmentSpreadNode():
            measured = _of_fragment(selection.name.value, fragments, known)
        case _:
            return _NOTHING
    return _with_directives(measured, selection.directives)


def _of_fragment(
    name: str,
    fragments: Mapping[str, FragmentDefinitionNode],
    known: dict[str, Measure],
) -> Measure:
    if name not in known:
        # A fragment inside itself counts nothing here: validation refuses it afterwards.
        known[name] = _NOTHING
        if fragment := fragments.get(name):
            inside = _of_selections(fragment.selection_set, fragments, known)
            known[name] = _with_directives(inside, fragment.directives)
    return known[name]


def _of_field(field: FieldNode, inside: Measure) -> Measure:
    if field.name.value in INTROSPECTION:
        return Measure(
            breadth=1,
            aliases=1 if field.alias else 0,
            directives=inside.directives,
            introspections=1 + inside.introspections,
            introspection_depth=1 + max(inside.depth, inside.introspection_depth),
            introspection_fields=1 + inside.fields + inside.introspection_fields,
        )
    return replace(
        inside,
        depth=1 + inside.depth,
        breadth=1,
        fields=1 + inside.fields,
        aliases=inside.aliases + (1 if field.alias else 0),
    )


def _with_directives(inside: Measure, directives: tuple[DirectiveNode, ...] | None) -> Measure:
    if not directives:
        return inside
    return replace(inside, directives=inside.directives + len(directives))


def _sum(parts: Iterable[Measure]) -> Measure:
    total = _NOTHING
    for part in parts:
        total = Measure(
            depth=max(total.depth, part.depth),
            breadth=total.breadth + part.breadth,
            fields=total.fields + part.fields,
            aliases=total.aliases + part.aliases,
            directives=total.directives + part.directives,
            introspections=total.introspections + part.introspections,
            introspection_depth=max(total.introspection_depth, part.introspection_depth),
            introspection_fields=total.introspection_fields + part.introspection_fields,
        )
    return total
