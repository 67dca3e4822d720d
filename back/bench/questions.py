"""Twelve questions that people ask of a portfolio of vulnerabilities, each always the same."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from db_model.types import GroupName
from db_model.vulnerabilities.find import released_in
from db_model.vulnerabilities.search import SCHEMA
from search.types import (
    EVERYTHING,
    And,
    FacetQuery,
    Order,
    Prefix,
    Range,
    SearchIndex,
    SearchQuery,
    Term,
    Text,
    Where,
)

_OPEN: Final = Term("status", "VULNERABLE")
_UNTREATED: Final = And((_OPEN, Term("treatment", "UNTREATED"), Range("severity", gte=7.0)))
_PAGE: Final = 50
_DEEP: Final = 100
_FACETS: Final = ("status", "treatment", "severity", "technique", "group_name")
_HALF_A_YEAR_MS: Final = 183 * 86_400_000


async def questions(
    index: SearchIndex, groups: Sequence[GroupName], *, end_ms: int
) -> Mapping[str, SearchQuery | FacetQuery]:
    """Return the questions of somebody who may read ``groups``, the largest first."""
    scope = released_in(frozenset(groups))
    newest, worst = Order("created_at", descending=True), Order("severity", descending=True)

    def ask(where: Where, *sort: Order) -> SearchQuery:
        return SearchQuery(index=SCHEMA.name, scope=scope, where=where, sort=sort, limit=_PAGE)

    def count(where: Where) -> FacetQuery:
        return FacetQuery(index=SCHEMA.name, scope=scope, where=where, fields=_FACETS)

    lately = And((Range("closed_at", gte=end_ms - _HALF_A_YEAR_MS), Range("severity", gte=9.0)))
    by_path = ask(_OPEN, worst, Order("where"), Order("specific"))
    return MappingProxyType(
        {
            "newest first": ask(EVERYTHING, newest),
            "open ones of one group": ask(And((_OPEN, Term("group_name", groups[1]))), newest),
            "worst first, then by path and line": by_path,
            "  page 100 of that": await _hundredth(index, by_path),
            "three filters, oldest first": ask(_UNTREATED, Order("reported_at")),
            "critical ones that were closed lately": ask(lately, Order("closed_at")),
            "the beginning of a path": ask(Prefix("where", "services/payments/"), worst),
            "a word": ask(Text("traversal"), worst),
            "two words, one of them begun": ask(Text("invoice contr"), Order("where")),
            "one letter": ask(Text("p"), newest),
            "facets of five fields, of all": count(EVERYTHING),
            "facets of five fields, three filters": count(_UNTREATED),
        }
    )


async def _hundredth(index: SearchIndex, query: SearchQuery) -> SearchQuery:
    """Return ``query`` for its page 100; for the last one where there are fewer."""
    for _ in range(_DEEP - 1):
        hits = await index.search(query)
        if hits.next is None:
            break
        query = replace(query, after=hits.next)
    return query
