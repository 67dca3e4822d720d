"""Queries in the cluster's language, and what it answers to them."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeAlias

from search.checks import facets_in
from search.cursors import Place, cursor_at, key_of, place_after
from search.opensearch.mappings import sort_value, told
from search.types import (
    And,
    Exists,
    Facet,
    FacetQuery,
    Hits,
    IndexSchema,
    Kind,
    Not,
    Or,
    Prefix,
    Range,
    SearchQuery,
    Term,
    Terms,
    Text,
    Where,
)
from search.words import words

Json: TypeAlias = dict[str, Any]

_ALL: Final[Json] = {"match_all": {}}
_NONE: Final[Json] = {"match_none": {}}
_LIVE: Final[Json] = {"term": {"gone": False}}


def page_body(query: SearchQuery, schema: IndexSchema) -> Json:
    """Return the request for the page of a checked ``query``, and for one hit more."""
    ties = query.sort[-1].descending if query.sort else False
    sort: list[Json] = [
        {f"f.{one.field}": {"order": _order(one.descending), "missing": _absent(one.descending)}}
        for one in query.sort
    ]
    asked: Json = {
        "query": _matching(query, schema),
        "sort": [*sort, {"doc_id": {"order": _order(ties)}}],
        "size": query.limit + 1,
        # Of none at all, the cluster would not tell that there are none.
        "track_total_hits": max(query.count_up_to, 1),
        # The ids are among the values of the sort: nothing needs to be fetched.
        "stored_fields": "_none_",
    }
    after = place_after(key_of(query), query, schema)
    if after is not None:
        values = zip(query.sort, after.values, strict=True)
        told_values = [sort_value(schema.fields[one.field].kind, value) for one, value in values]
        asked["search_after"] = [*told_values, after.id]
    if query.facets:
        asked["aggs"] = _aggregations(facets_in(query))
    return asked


def hits_of(answer: Mapping[str, Any], query: SearchQuery, schema: IndexSchema) -> Hits:
    """Return the page that the cluster answered."""
    key = key_of(query)
    found = answer["hits"]["hits"]
    places = [_place(hit["sort"], query, schema) for hit in found[: query.limit]]
    cursors = tuple(cursor_at(key, place) for place in places)
    total = answer["hits"]["total"]
    most = query.count_up_to
    return Hits(
        ids=tuple(place.id for place in places),
        cursors=cursors,
        next=cursors[-1] if len(found) > query.limit else None,
        total=min(total["value"], most),
        total_exact=total["relation"] == "eq" and total["value"] <= most,
        facets=facets_of(answer, facets_in(query), schema) if query.facets else (),
    )


def facets_body(query: FacetQuery, schema: IndexSchema) -> Json:
    """Return the request for all facets of a checked ``query``."""
    return {
        "query": _matching(query, schema),
        "size": 0,
        "track_total_hits": False,
        "aggs": _aggregations(query),
    }


def facets_of(
    answer: Mapping[str, Any], query: FacetQuery, schema: IndexSchema
) -> tuple[tuple[Facet, ...], ...]:
    """Return the facets that the cluster answered."""
    return tuple(
        tuple(
            Facet(told(schema.fields[name].kind, bucket["key"]), bucket["doc_count"])
            for bucket in answer["aggregations"][name]["buckets"]
        )
        for name in query.fields
    )


def _aggregations(query: FacetQuery) -> Json:
    order = [{"_count": "desc"}, {"_key": "asc"}]
    return {
        name: {"terms": {"field": f"f.{name}", "size": query.limit, "order": order}}
        for name in query.fields
    }


def _place(sort: Sequence[Any], query: SearchQuery, schema: IndexSchema) -> Place:
    *values, id_ = sort
    return Place(
        tuple(
            told(schema.fields[one.field].kind, value)
            for one, value in zip(query.sort, values, strict=True)
        ),
        id_,
    )


def _matching(query: SearchQuery | FacetQuery, schema: IndexSchema) -> Json:
    return _all_of([_LIVE, _clause(query.scope, schema), _clause(query.where, schema)])


def _clause(where: Where, schema: IndexSchema) -> Json:
    match where:
        case And(parts):
            return _all_of([_clause(part, schema) for part in parts])
        case Or(parts):
            return _any_of([_clause(part, schema) for part in parts])
        case Not(part):
            return {"bool": {"must_not": [_clause(part, schema)]}}
        case Text(text, fields):
            return _text(words(text), fields)
        case Exists(field):
            has_words_only = schema.fields[field].kind is Kind.TEXT
            return {"exists": {"field": f"{'w' if has_words_only else 'f'}.{field}"}}
        case Term() | Terms() | Range() | Prefix():
            return _compared(where)


def _compared(where: Term | Terms | Range | Prefix) -> Json:
    field = f"f.{where.field}"
    match where:
        case Term(_, value):
            return {"term": {field: value}}
        case Terms(_, values):
            return {"terms": {field: list(values)}} if values else _NONE
        case Prefix(_, value):
            return {"prefix": {field: value}}
        case Range(_, gt, gte, lt, lte):
            bounds = {"gt": gt, "gte": gte, "lt": lt, "lte": lte}
            given = {name: bound for name, bound in bounds.items() if bound is not None}
            return {"range": {field: given}}


def _text(sought: Sequence[str], fields: Sequence[str]) -> Json:
    if not sought:
        return _ALL
    *whole, last = sought
    each = [_any_of([{"term": {f"w.{field}": word}} for field in fields]) for word in whole]
    beginning = _any_of([{"prefix": {f"w.{field}": last}} for field in fields])
    return _all_of([*each, beginning])


def _all_of(clauses: Sequence[Json]) -> Json:
    # Filters are not scored: there is no relevance here.
    return {"bool": {"filter": list(clauses)}} if clauses else _ALL


def _any_of(clauses: Sequence[Json]) -> Json:
    if not clauses:
        return _NONE
    return {"bool": {"should": list(clauses), "minimum_should_match": 1}}


def _order(descending: bool) -> str:  # noqa: FBT001 - its one argument
    return "desc" if descending else "asc"


def _absent(descending: bool) -> str:  # noqa: FBT001 - its one argument
    return "_last" if descending else "_first"
