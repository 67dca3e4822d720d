"""What the arguments of a list and the fields below it ask of a search.  Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    InlineFragmentNode,
    SelectionNode,
    get_named_type,
)
from graphql.execution import get_argument_values

from api.context import Info
from api.filters.where import sort_from, where_from
from db_model.found import NEWEST_FIRST, Asked
from search.types import IndexSchema

_FACETS: Final = "facets"
USUAL_LIMIT: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """The fields of which values are to be counted, and how many values of each."""

    fields: tuple[str, ...] = ()
    limit: int = USUAL_LIMIT


NONE: Final = Facets()


def asked_from(
    arguments: Mapping[str, Any], schema: IndexSchema, *, usual: int, facets: Facets = NONE
) -> Asked:
    """Return what ``arguments``, named as resolvers know them, ask of the index of ``schema``.

    A page has the ``usual`` size where ``first`` is not given, and is sorted by when things were
    made, the newest first, where ``order_by`` is not.
    """
    return Asked(
        first=arguments.get("first") or usual,
        after=arguments.get("after"),
        where=where_from(arguments.get("where"), schema),
        sort=sort_from(arguments.get("order_by")) or NEWEST_FIRST,
        facets=facets.fields,
        facet_limit=facets.limit,
    )


def is_strong(arguments: Mapping[str, Any]) -> bool:
    return bool(arguments.get("consistency") == "STRONG")


def facets_below(info: Info) -> Facets:
    """Return what the fields ``facets`` below the field of ``info`` ask for together.

    So one search brings the page and them.  One that is skipped by a directive counts, too.
    """
    given = list(_arguments(info))
    limits = [each.get("limit") or USUAL_LIMIT for each in given]
    fields = dict.fromkeys(field.lower() for each in given for field in each["fields"])
    # One that is too small is passed on to be refused.
    worst = min(limits, default=USUAL_LIMIT)
    return Facets(fields=tuple(fields), limit=worst if worst < 1 else max(limits, default=worst))


def _arguments(info: Info) -> Iterator[Mapping[str, Any]]:
    type_ = get_named_type(info.return_type)
    assert isinstance(type_, GraphQLObjectType), "facets are below a page"
    for node in info.field_nodes:
        for found in _named(info, node.selection_set.selections if node.selection_set else ()):
            yield get_argument_values(type_.fields[_FACETS], found, info.variable_values)


def _named(info: Info, selections: Sequence[SelectionNode]) -> Iterator[FieldNode]:
    for selection in selections:
        match selection:
            case FieldNode() if selection.name.value == _FACETS:
                yield selection
            case InlineFragmentNode():
                yield from _named(info, selection.selection_set.selections)
            case FragmentSpreadNode():
                fragment = info.fragments[selection.name.value]
                yield from _named(info, fragment.selection_set.selections)
            case _:
                continue
