"""What every store promises of reads: order, exact pages, byte order, nothing invisible."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contract.builders import Hands, an_item, fill, new, noise, pages
from store.errors import CursorError
from store.types import (
    Absent,
    AtVersion,
    Cancelled,
    Check,
    Committed,
    ConditionFailed,
    Delete,
    Exists,
    Index,
    IndexKey,
    Item,
    Key,
    Page,
    Put,
    Query,
    Store,
    Whatever,
)

pytestmark = pytest.mark.changes_db

INDEXES = [None, *Index]


def in_collection(index: Index | None, sort: str, *, number: int = 0, pk: str = "P") -> Item:
    """Return an item that lies at ``sort`` in the partition of the table or the index."""
    if index is None:
        return an_item(pk, sort)
    return an_item(f"VUL#{number}", index=((index, IndexKey(pk, sort)),))


def counted(index: Index | None, count: int, *, pk: str = "P") -> list[Item]:
    return [in_collection(index, f"VUL#{n:04d}", number=n, pk=pk) for n in range(count)]


async def test_items_come_in_the_order_of_the_keys_with_repeats_and_gaps(store: Store) -> None:
    items = [an_item(f"FIN#{n}") for n in range(3)]
    await fill(store, items)
    order = [2, 0, 2, 9, 1]

    read = await store.get([Key(f"FIN#{n}") for n in order])

    assert read == (items[2], items[0], items[2], None, items[1])


async def test_no_keys_are_no_items(store: Store) -> None:
    assert await store.get([]) == ()


async def test_more_keys_than_a_request_holds_are_all_read(store: Store) -> None:
    items = [an_item(f"FIN#{n}") for n in range(250)]
    await fill(store, items)

    read = await store.get([item.key for item in reversed(items)])

    assert read == tuple(reversed(items))


async def test_more_bytes_than_a_response_holds_are_all_read(store: Store) -> None:
    items = [an_item(f"FIN#{n}", body=noise(380_000, seed=n)) for n in range(60)]
    await fill(store, items, at_once=10)

    read = await store.get([item.key for item in items])

    assert read == tuple(items)


@pytest.mark.parametrize("index", INDEXES)
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("limit", [1, 49, 50, 249, 250])
async def test_pages_are_exact(
    store: Store, index: Index | None, limit: int, *, reverse: bool
) -> None:
    total = 250 if limit > 1 else 5
    items = counted(index, total)
    await fill(store, [*items, *counted(index, 3, pk="Other")] if index is None else items)

    read = await pages(store, Query("P", index=index, reverse=reverse, limit=limit))

    assert [item for page in read for item in page.items] == items[:: -1 if reverse else 1]
    assert [len(page.items) for page in read] == [
        min(limit, total - start) for start in range(0, total, limit)
    ]
    assert [page.next is None for page in read] == [*[False] * (len(read) - 1), True]


async def test_a_page_of_nothing_is_the_last(store: Store) -> None:
    assert await store.query(Query("P")) == Page((), None)
    assert await store.query(Query("P", index=Index.G2)) == Page((), None)


async def test_a_page_larger_than_a_response_is_exact(store: Store) -> None:
    items = [an_item("P", f"{n:02d}", body=noise(300_000, seed=n)) for n in range(12)]
    await fill(store, items, at_once=10)

    read = await pages(store, Query("P", limit=10))

    assert [page.items for page in read] == [tuple(items[:10]), tuple(items[10:])]


@pytest.mark.parametrize("reverse", [False, True])
async def test_equal_places_in_an_index_page_without_loss_or_repeat(
    store: Store, *, reverse: bool
) -> None:
    items = [
        an_item(f"VUL#{n:02d}", sk, index=((Index.G1, IndexKey("P", "same")),))
        for n in range(10)
        for sk in ("@", "A")
    ]
    await fill(store, items)

    read = await pages(store, Query("P", index=Index.G1, limit=3, reverse=reverse))

    # Places should differ; where they do not, the order is the store's own, and that is all.
    found = [item for page in read for item in page.items]
    assert sorted(found, key=lambda item: item.key) == items
    assert [len(page.items) for page in read] == [3] * 6 + [2]


@pytest.mark.parametrize("index", [None, Index.G1])
@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize(
    "prefix",
    ["a", "a%", "a_", "á", "日", "\U0001f600", "\ud7ff", "\U0010ffff", "a\U0010ffff", "ab"],
)
async def test_a_prefix_is_taken_to_the_letter(
    store: Store, index: Index | None, prefix: str, *, reverse: bool
) -> None:
    ends = ["", "b", "\0", "\U0010ffff"]
    others = ["a", "aX", "a%x", "a_", "b", "A", "á", "日本", "\ue000", "\uffff", "z"]
    sorts = sorted({*others, *(prefix + end for end in ends)})
    await fill(store, [in_collection(index, sort, number=n) for n, sort in enumerate(sorts)])

    read = await pages(store, Query("P", index=index, prefix=prefix, limit=2, reverse=reverse))

    found = [
        item.key.sk if index is None else item.index[0][1].sk
        for page in read
        for item in page.items
    ]
    expected = [sort for sort in sorts if sort.startswith(prefix)]
    assert found == expected[:: -1 if reverse else 1]


@pytest.mark.parametrize("index", [None, Index.G1])
async def test_order_is_that_of_the_bytes(store: Store, index: Index | None) -> None:
    sorts = ["Z", "a", "aa", "b", "z", "é", "日", "\ue000", "\uffff", "\U0001f600"]
    items = [in_collection(index, sort, number=n) for n, sort in enumerate(sorts)]
    await fill(store, items[::-1])

    page = await store.query(Query("P", index=index))

    assert page == Page(tuple(items), None)


async def test_an_item_is_found_where_its_index_keys_are_and_nowhere_else(store: Store) -> None:
    first = an_item("VUL#1", index=((Index.G1, IndexKey("A", "1")), (Index.G3, IndexKey("A", "2"))))
    moved = replace(first, version=2, index=((Index.G1, IndexKey("B", "1")),))
    gone = replace(first, version=3, index=())

    async def found() -> list[tuple[Item, ...]]:
        asked = [("A", Index.G1), ("B", Index.G1), ("A", Index.G3), ("A", Index.G2)]
        return [(await store.query(Query(pk, index=index))).items for pk, index in asked]

    await store.commit(new(first))
    at_first = await found()
    await store.commit([Put(moved, AtVersion(1))])
    after_move = await found()
    await store.commit([Put(gone, AtVersion(2))])
    after_leaving = await found()

    assert at_first == [(first,), (), (first,), ()]
    assert after_move == [(), (moved,), (), ()]
    assert after_leaving == [(), (), (), ()]


async def test_a_deleted_item_leaves_every_index(store: Store) -> None:
    item = an_item("VUL#1", index=tuple((index, IndexKey("A", "1")) for index in Index))
    await store.commit(new(item))

    await store.commit([Delete(item.key, AtVersion(1))])

    assert [await store.query(Query("A", index=index)) for index in Index] == [Page((), None)] * 4


@pytest.mark.parametrize("index", INDEXES)
async def test_a_page_of_an_index_tells_whole_items(store: Store, index: Index | None) -> None:
    item = replace(in_collection(index, "a"), version=77, body=noise(5000), expires=2**40)
    await store.commit(new(item))

    page = await store.query(Query("P", index=index))

    assert page.items == (item,)


@pytest.mark.parametrize("index", [None, Index.G1])
async def test_a_damaged_cursor_is_refused(store: Store, index: Index | None) -> None:
    await fill(store, counted(index, 3))
    query = Query("P", index=index, limit=1)
    cursor = (await store.query(query)).next
    assert cursor is not None
    damaged = [
        *(
            cursor[:n] + ("A" if cursor[n] != "A" else "B") + cursor[n + 1 :]
            for n in range(len(cursor))
        ),
        cursor[:-1],
        cursor[1:],
        cursor + "A",
        cursor + "=",
        cursor + "é",
        "",
        "null",
    ]

    for after in damaged:
        with pytest.raises(CursorError):
            await store.query(replace(query, after=after))


async def test_a_cursor_of_another_query_is_refused(store: Store) -> None:
    await fill(store, counted(None, 3))
    query = Query("P", prefix="V", limit=1)
    after = (await store.query(query)).next
    assert after is not None

    for other in (
        replace(query, pk="Q"),
        replace(query, prefix=""),
        replace(query, reverse=True),
        replace(query, index=Index.G1),
    ):
        with pytest.raises(CursorError):
            await store.query(replace(other, after=after))


async def test_a_cursor_is_good_for_another_limit_and_for_strong_reads(store: Store) -> None:
    items = counted(None, 3)
    await fill(store, items)
    after = (await store.query(Query("P", limit=1))).next

    page = await store.query(Query("P", limit=5, after=after, strong=True))

    assert page == Page(tuple(items[1:]), None)


async def test_an_item_is_invisible_from_the_second_on_in_which_it_expires(
    store: Store, clock: Hands
) -> None:
    index = ((Index.G1, IndexKey("A", "1")),)
    item = an_item("FIN#1", index=index, expires=clock.seconds + 10)
    await store.commit(new(item))

    async def seen() -> list[tuple[Item | None, ...]]:
        return [
            await store.get([item.key]),
            (await store.query(Query("FIN#1"))).items,
            (await store.query(Query("A", index=Index.G1))).items,
            (await store.scan(segment=0, segments=1, after=None, limit=10)).items,
        ]

    clock.move(timedelta(seconds=9))
    before = await seen()
    clock.move(timedelta(seconds=1))
    after = await seen()

    assert before == [(item,)] * 4
    assert after == [(None,), (), (), ()]


async def test_expired_items_do_not_shorten_a_page(store: Store, clock: Hands) -> None:
    items = [
        an_item("P", f"{n:02d}", expires=clock.seconds + 1 if n % 3 else None) for n in range(20)
    ]
    await fill(store, items)
    clock.move(timedelta(seconds=1))

    read = await pages(store, Query("P", limit=3))

    assert [[item.key.sk for item in page.items] for page in read] == [
        ["00", "03", "06"],
        ["09", "12", "15"],
        ["18"],
    ]


async def test_an_expired_item_is_absent_to_every_expectation(store: Store, clock: Hands) -> None:
    items = [an_item(f"FIN#{n}", expires=clock.seconds + 1) for n in range(3)]
    await fill(store, items)
    clock.move(timedelta(seconds=1))

    refused = [
        await store.commit([Check(items[0].key, expect)]) for expect in (AtVersion(1), Exists())
    ]
    held = await store.commit([Check(items[0].key, Absent()), Delete(items[1].key, Absent())])
    recreated = await store.commit([Put(an_item("FIN#2", version=2), Absent())])

    assert refused == [Cancelled((ConditionFailed(None),))] * 2
    assert (held, recreated) == (Committed(), Committed())
    assert await store.get([Key("FIN#1"), Key("FIN#2")]) == (None, an_item("FIN#2", version=2))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        bytes(range(256)),
        b"\xff\xfe" * 600,
        "é日\U0001f600".encode() * 500,
        b"a" * 1023,
        b"a" * 1024,
        noise(1024),
        noise(390_000),
    ],
)
async def test_a_body_comes_back_as_it_was(store: Store, body: bytes) -> None:
    item = an_item(body=body)

    await store.commit(new(item))

    assert await store.get([item.key]) == (item,)
    assert await store.query(Query(item.key.pk)) == Page((item,), None)


@pytest.mark.parametrize("index", [None, Index.G1])
async def test_changes_between_pages_repeat_nothing_and_lose_nothing_that_stays(
    store: Store, index: Index | None
) -> None:
    items = counted(index, 9)
    await fill(store, items)
    first = await store.query(Query("P", index=index, limit=3))
    earlier = in_collection(index, "VUL#0000a", number=100)
    later = in_collection(index, "VUL#0004a", number=101)

    await store.commit(
        [
            Put(earlier, Absent()),
            Put(later, Absent()),
            Delete(items[2].key, Whatever()),
            Delete(items[5].key, Whatever()),
        ]
    )
    rest = await store.query(Query("P", index=index, limit=10, after=first.next))

    assert first.items == tuple(items[:3])
    assert rest == Page((*items[3:5], later, *items[6:]), None)


async def test_segments_hold_every_item_once(store: Store) -> None:
    items = [
        an_item(f"{space}FIN#{n}", sk) for n in range(40) for sk in "ab" for space in ("", "~")
    ]
    await fill(store, items)

    scanned: list[Item] = []
    for segment in range(3):
        after = None
        while True:
            page = await store.scan(segment=segment, segments=3, after=after, limit=7)
            scanned += page.items
            after = page.next
            if after is None:
                break

    assert sorted(item.key for item in scanned) == sorted(item.key for item in items)


async def test_a_cursor_of_another_segment_is_refused(store: Store) -> None:
    await fill(store, [an_item(f"FIN#{n}") for n in range(50)])
    after = (await store.scan(segment=0, segments=2, after=None, limit=1)).next
    assert after is not None

    for segment, segments, cursor in ((1, 2, after), (0, 3, after), (0, 2, after[1:])):
        with pytest.raises(CursorError):
            await store.scan(segment=segment, segments=segments, after=cursor, limit=1)


async def test_a_store_that_answers_is_ready(store: Store) -> None:
    await store.ready()
