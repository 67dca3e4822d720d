"""What every search promises of facets: exact counts of the commonest values."""

from dataclasses import replace

import pytest

from contract.search.builders import INDEX, a_doc, a_query, fill, pages
from search.types import EVERYTHING, Facet, FacetQuery, Order, Range, SearchIndex, Term

pytestmark = pytest.mark.changes_db

DOCS = [
    a_doc(
        str(number),
        team=("red", "blue", "green")[min(number % 5, 2)],
        tags=tuple("abc"[: number % 4]),
        cwes=(79, 89) if number % 2 else (),
        line=number,
        score=number % 3 / 2,
        seen=number % 2 * 1_700_000_000_000,
        open=number % 3 == 0,
    )
    for number in range(20)
]


async def test_facets_count_each_value_once_a_document_commonest_first(
    search: SearchIndex,
) -> None:
    await fill(search, [*DOCS, a_doc("20", tags=("a", "a")), a_doc("21", team="none", gone=True)])

    facets = await search.facets(
        FacetQuery(
            index=INDEX,
            scope=EVERYTHING,
            fields=("team", "tags", "cwes", "score", "seen", "open"),
        )
    )

    assert facets == (
        (Facet("green", 12), Facet("blue", 4), Facet("red", 4)),
        (Facet("a", 16), Facet("b", 10), Facet("c", 5)),
        (Facet(79, 10), Facet(89, 10)),
        (Facet(0.0, 7), Facet(0.5, 7), Facet(1.0, 6)),
        (Facet(0, 10), Facet(1_700_000_000_000, 10)),
        (Facet(False, 13), Facet(True, 7)),  # noqa: FBT003 - values that were counted
    )
    assert {type(facet.value) for facet in facets[5]} == {bool}


async def test_a_facet_counts_what_matches_and_is_cut_at_its_limit(search: SearchIndex) -> None:
    await fill(search, DOCS)

    [lines, teams] = await search.facets(
        FacetQuery(
            index=INDEX,
            scope=Term("open", False),  # noqa: FBT003 - a value that is sought
            where=Range("line", lt=10),
            fields=("line", "team"),
            limit=2,
        )
    )

    assert lines == (Facet(1, 1), Facet(2, 1))
    assert teams == (Facet("green", 4), Facet("blue", 1))


async def test_a_facet_of_what_is_nowhere_is_empty(search: SearchIndex) -> None:
    await fill(search, [a_doc()])

    facets = await search.facets(
        FacetQuery(index=INDEX, scope=EVERYTHING, fields=("team", "tags", "open"))
    )

    assert facets == ((), (), ())


async def test_a_page_brings_the_facets_of_all_pages_with_it(search: SearchIndex) -> None:
    await fill(search, DOCS)
    query = replace(
        a_query(Range("line", lt=10), Order("line"), limit=4),
        facets=("team", "tags"),
        facet_limit=2,
    )

    read = await pages(search, query)

    alone = FacetQuery(
        index=INDEX, scope=EVERYTHING, where=query.where, fields=query.facets, limit=2
    )
    told = ((Facet("green", 6), Facet("blue", 2)), (Facet("a", 7), Facet("b", 4)))
    assert [hits.facets for hits in read] == [told] * 3
    assert await search.facets(alone) == told
    assert (await search.search(replace(query, facets=()))).facets == ()
