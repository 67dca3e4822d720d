"""Exact pages of batches that are cut anywhere."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from dynamodb.pages import Batch, Taken, take
from store.types import Item, Key

batches = st.lists(st.integers(0, 4), min_size=1, max_size=8)


@given(batches, st.integers(1, 12), st.data())
def test_a_page_is_full_unless_the_collection_ends(
    sizes: list[int], limit: int, data: st.DataObject
) -> None:
    items = tuple(Item(Key(f"{n}"), "thing", 1, b"") for n in range(sum(sizes)))
    begin = data.draw(st.integers(0, len(sizes) - 1))

    async def fetch(at: int | None) -> Batch[int]:
        number = begin if at is None else at
        start = sum(sizes[:number])
        after = number + 1 if number + 1 < len(sizes) else None
        return Batch(items[start : start + sizes[number]], after)

    taken = asyncio.run(take(limit, None, fetch))

    rest = items[sum(sizes[:begin]) :]
    assert taken == Taken(rest[:limit], more=len(rest) > limit)
