"""Whatever is stored and asked, each engine answers as plain Python does."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.search.adapters import HOMES
from contract.search.builders import INDEX, THINGS, a_query, fill, made, pages
from contract.search.oracle import in_order, matches, values_of
from contract.search.strategies import SORTS, WHERES, docs
from search.types import Doc, FacetQuery, Kind, Order, SearchIndex, Where

pytestmark = pytest.mark.changes_db

# An index of the real engine takes a hundred times as long to make.
EXAMPLES: Final = {"embedded": 80, "opensearch": 15}
FACETS: Final = tuple(name for name, field in THINGS.fields.items() if field.kind != Kind.TEXT)
_ASKED = st.lists(st.tuples(WHERES, WHERES, SORTS, st.integers(1, 9)), min_size=1, max_size=6)


async def _check_pages(
    search: SearchIndex, stored: Sequence[Doc], asked: tuple[Where, Where, tuple[Order, ...], int]
) -> None:
    scope, where, sort, limit = asked
    expected = [
        doc for doc in stored if matches(scope, doc, THINGS) and matches(where, doc, THINGS)
    ]
    query = replace(a_query(where, *sort, limit=limit), scope=scope)

    read = await pages(search, query)

    assert [id_ for hits in read for id_ in hits.ids] == [
        doc.id for doc in in_order(expected, sort)
    ]
    assert {(hits.total, hits.total_exact) for hits in read} == {(len(expected), True)}
    facets = await search.facets(
        FacetQuery(index=INDEX, scope=scope, where=where, fields=FACETS, limit=100)
    )
    for field, each in zip(FACETS, facets, strict=True):
        counts = Counter(value for doc in expected for value in set(values_of(doc, field)))
        assert [(facet.value, facet.count) for facet in each] == sorted(
            counts.items(), key=lambda item: (-item[1], item[0])
        )


@pytest.mark.parametrize("adapter", sorted(HOMES))
def test_pages_totals_and_facets_are_those_of_plain_python(adapter: str) -> None:
    async def check(
        stored: Sequence[Doc],
        asked: Sequence[tuple[Where, Where, tuple[Order, ...], int]],
    ) -> None:
        with HOMES[adapter]() as home:
            async with home([THINGS]) as search:
                await made(search)
                await fill(search, stored)
                for each in asked:
                    await _check_pages(search, stored, each)

    @settings(max_examples=EXAMPLES[adapter], deadline=None)
    @given(docs(), _ASKED)
    def hold(stored: list[Doc], asked: list[tuple[Where, Where, tuple[Order, ...], int]]) -> None:
        asyncio.run(check(stored, asked))

    hold()
