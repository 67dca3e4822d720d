"""What every search promises of pages: order, totals, and places that stand."""

from dataclasses import replace
from itertools import pairwise

import pytest

from contract.search.builders import a_doc, a_query, fill, found, pages
from contract.search.oracle import in_order
from search.errors import CursorError
from search.types import EVERYTHING, Exists, Hits, Order, SearchIndex, Term

pytestmark = pytest.mark.changes_db

# Many ties in each field, absent values among them.
DOCS = [
    a_doc(
        f"{(number * 37) % 60:02}",
        path=f"p{number % 3}" if number % 4 else (),
        line=number % 5 - 2 if number % 7 else (),
        score=(number % 4) / 3 if number % 6 else (),
        seen=number // 10 if number % 9 else (),
        open=number % 2 == 0 if number % 5 else (),
    )
    for number in range(60)
]
SORTS = [
    (),
    *[
        (Order(field, descending),)
        for field in ("path", "line", "score", "seen", "open")
        for descending in (False, True)
    ],
    (Order("path"), Order("line", descending=True)),
    (Order("path", descending=True), Order("line"), Order("score", descending=True)),
    (Order("open", descending=True), Order("seen", descending=True), Order("path")),
]


def ids(read: list[Hits]) -> list[str]:
    return [id_ for hits in read for id_ in hits.ids]


@pytest.mark.parametrize("sort", SORTS, ids=str)
async def test_pages_give_everything_once_in_order(
    search: SearchIndex, sort: tuple[Order, ...]
) -> None:
    await fill(search, DOCS)
    whole = [doc.id for doc in in_order(DOCS, sort)]
    some = [doc.id for doc in in_order(DOCS, sort) if doc.fields["line"] != ()]

    for limit in (1, 7, 59, 60, 61):
        assert ids(await pages(search, a_query(EVERYTHING, *sort, limit=limit))) == whole
        assert ids(await pages(search, a_query(Exists("line"), *sort, limit=limit))) == some


async def test_text_is_sorted_by_the_bytes_of_its_utf_8(search: SearchIndex) -> None:
    paths = [
        "",
        " ",
        "A",
        "Z",
        "a",
        "a\x00",
        "aa",
        "b",
        "z",
        "\u00e9",
        "\ud7ff",
        "\ue000",
        "\U0001f600",
    ]
    await fill(search, [a_doc(str(number), path=path) for number, path in enumerate(paths)])

    expected = tuple(str(number) for number in range(len(paths)))

    assert await found(search, Exists("path"), Order("path")) == expected
    read = await pages(search, a_query(Exists("path"), Order("path", descending=True), limit=1))
    assert tuple(reversed(ids(read))) == expected


async def test_the_last_page_says_that_nothing_follows_also_when_it_is_full(
    search: SearchIndex,
) -> None:
    await fill(search, DOCS[:6])

    read = await pages(search, a_query(limit=3))

    assert [(len(hits.ids), hits.next is None) for hits in read] == [(3, False), (3, True)]


async def test_a_page_goes_on_after_any_of_its_hits(search: SearchIndex) -> None:
    await fill(search, DOCS)
    query = replace(a_query(limit=60), sort=(Order("score", descending=True), Order("open")))
    whole = await search.search(query)

    for place, cursor in enumerate(whole.cursors):
        hits = await search.search(replace(query, after=cursor))
        assert hits.ids == whole.ids[place + 1 :]


@pytest.mark.parametrize(
    ("most", "total", "exact"),
    [(0, 0, False), (1, 1, False), (59, 59, False), (60, 60, True), (61, 60, True)],
)
async def test_totals_are_exact_up_to_the_cap_and_flagged_above(
    search: SearchIndex, most: int, total: int, *, exact: bool
) -> None:
    await fill(search, DOCS)

    first = await search.search(replace(a_query(limit=1), count_up_to=most))
    second = await search.search(replace(a_query(limit=1), count_up_to=most, after=first.next))
    whole = await search.search(replace(a_query(limit=100), count_up_to=most))

    for hits in (first, second, whole):
        assert (hits.total, hits.total_exact) == (total, exact)


async def test_a_place_stands_while_documents_come_change_and_go(search: SearchIndex) -> None:
    by_line = (Order("line"),)
    await fill(search, [a_doc(f"{number:02}", line=number) for number in range(10, 20)])
    query = replace(a_query(limit=4), sort=by_line)
    first = await search.search(query)

    await fill(
        search,
        [
            a_doc("00", line=0),  # before the place
            a_doc("13", 2, gone=True),  # the place itself
            a_doc("10", 2, line=99),  # seen, and now after it
            a_doc("18", 2, line=11),  # not seen, and now before it
            a_doc("145", line=14),  # new, after it
        ],
    )
    rest = await pages(search, replace(query, after=first.next))

    assert first.ids == ("10", "11", "12", "13")
    assert ids(rest) == ["14", "145", "15", "16", "17", "19", "10"]


async def test_a_cursor_is_good_for_another_limit_and_scope(search: SearchIndex) -> None:
    await fill(
        search, [a_doc(str(number), team="red" if number % 2 else "blue") for number in range(8)]
    )
    first = await search.search(a_query(limit=3))

    hits = await search.search(
        replace(a_query(limit=9), scope=Term("team", "red"), after=first.next)
    )

    assert hits.ids == ("3", "5", "7")


async def test_a_cursor_is_good_only_where_it_belongs(search: SearchIndex) -> None:
    await fill(search, DOCS)
    query = a_query(Exists("line"), Order("line"), limit=3)
    cursor = (await search.search(query)).next
    assert cursor is not None

    foreign = [
        replace(query, where=Exists("path")),
        replace(query, sort=(Order("line", descending=True),)),
        replace(query, sort=()),
        replace(query, sort=(Order("line"), Order("path"))),
    ]
    for other in foreign:
        with pytest.raises(CursorError):
            await search.search(replace(other, after=cursor))


async def test_a_damaged_cursor_is_refused(search: SearchIndex) -> None:
    await fill(search, DOCS)
    query = a_query(Exists("line"), Order("line"), limit=3)
    cursor = (await search.search(query)).next
    assert cursor is not None

    damaged = [cursor[:-1], cursor[1:], cursor + "=", cursor + "A", "", "%", "é", "A" * 40]
    damaged += [
        cursor[:n] + ("A" if cursor[n] != "A" else "B") + cursor[n + 1 :] for n in range(20)
    ]
    for wrong in damaged:
        with pytest.raises(CursorError):
            await search.search(replace(query, after=wrong))


async def test_every_hit_has_a_cursor_of_its_own(search: SearchIndex) -> None:
    await fill(search, DOCS)

    hits = await search.search(replace(a_query(limit=9), sort=(Order("open"),)))

    assert len(hits.cursors) == len(hits.ids) == 9
    assert hits.next == hits.cursors[-1]
    assert all(one != other for one, other in pairwise(hits.cursors))
