"""Proving the trail: every way of tampering with a row of it is found."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, TypeAlias

import pytest

from contract.builders import Hands
from db_model.codec import decode
from db_model.types import Email, GroupName
from sqlite.store import SqliteStore
from store.types import Delete, Index, IndexKey, Item, Key, Put, Query, Store, Whatever, Write
from trails.items import (
    chain_key,
    day_key,
    entry_item,
    partition,
    partition_of_group,
    seal_item,
    sealed_from,
)
from trails.record import INSTALLATION
from trails.types import ChainName, Seal
from unit.trails.rig import ACME, did, everything, recorded, told, verdicts

CHAIN: Final = ChainName(ACME)
FIRST, SECOND, LAST = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 26)
Tamper: TypeAlias = Callable[[Store], Awaitable[Sequence[Write]]]


async def entries(store: Store, day: date) -> list[Item]:
    """Return the entries of a day, in their order."""
    page = await store.query(Query(pk=partition(CHAIN), prefix=f"E#{day.isoformat()}", limit=1000))
    return list(page.items)


async def seal(store: Store, day: date) -> Item:
    (item,) = await store.get([day_key(CHAIN, day)])
    assert item is not None
    return item


def put(item: Item) -> Put:
    return Put(replace(item, version=item.version + 1_000_000), Whatever())


def gone(item: Item) -> Delete:
    return Delete(item.key, Whatever())


async def another_person(store: Store) -> Sequence[Write]:
    item = (await entries(store, FIRST))[1]
    entry = sealed_from(item).entry
    forged = replace(entry, origin=replace(entry.origin, principal=Email("other@example.com")))
    return [Put(entry_item(forged), Whatever())]


async def another_version(store: Store) -> Sequence[Write]:
    return [put((await entries(store, FIRST))[1])]


async def another_list(store: Store) -> Sequence[Write]:
    item = (await entries(store, FIRST))[1]
    place = IndexKey(partition_of_group(GroupName("other")), item.key.sk)
    return [Put(replace(item, index=((Index.G1, place),)), Whatever())]


async def another_place(store: Store) -> Sequence[Write]:
    item = (await entries(store, FIRST))[1]
    moved = replace(item, key=Key(item.key.pk, item.key.sk.replace("T12", "T13")))
    return [gone(item), Put(moved, Whatever())]


async def no_entry_at_all(store: Store) -> Sequence[Write]:
    return [Put(replace((await entries(store, FIRST))[1], body=b"{}"), Whatever())]


async def first_gone(store: Store) -> Sequence[Write]:
    return [gone((await entries(store, FIRST))[0])]


async def middle_gone(store: Store) -> Sequence[Write]:
    return [gone((await entries(store, FIRST))[1])]


async def last_gone(store: Store) -> Sequence[Write]:
    return [gone((await entries(store, FIRST))[-1])]


async def one_more(store: Store) -> Sequence[Write]:
    last = sealed_from((await entries(store, FIRST))[-1])
    forged = replace(last.entry, id=last.entry.id[:-1] + "x", sequence=5, previous=last.hash)
    return [Put(entry_item(forged), Whatever())]


async def cut_short(store: Store) -> Sequence[Write]:
    """Take the last entry of an old day away, and have its end agree."""
    *_, before, last = await entries(store, FIRST)
    sealed = sealed_from(before)
    end = Seal(count=sealed.entry.sequence, hash=sealed.hash)
    return [gone(last), Put(seal_item(CHAIN, FIRST, end, version=1), Whatever())]


async def written_anew(store: Store) -> Sequence[Write]:
    """Change the last entry of an old day, and have its end agree."""
    last = sealed_from((await entries(store, FIRST))[-1]).entry
    item = entry_item(replace(last, changed=()))
    end = Seal(count=last.sequence, hash=(sealed_from(item)).hash)
    return [Put(item, Whatever()), Put(seal_item(CHAIN, FIRST, end, version=1), Whatever())]


async def fewer(store: Store) -> Sequence[Write]:
    item = await seal(store, FIRST)
    end = replace(decode(Seal, item), count=3)
    return [Put(seal_item(CHAIN, FIRST, end, version=item.version), Whatever())]


async def end_gone(store: Store) -> Sequence[Write]:
    return [gone(await seal(store, FIRST))]


async def entries_of_a_day_gone(store: Store) -> Sequence[Write]:
    return [gone(item) for item in await entries(store, FIRST)]


async def a_day_gone(store: Store) -> Sequence[Write]:
    return [gone(item) for item in (*await entries(store, SECOND), await seal(store, SECOND))]


async def first_day_gone(store: Store) -> Sequence[Write]:
    return [gone(item) for item in (*await entries(store, FIRST), await seal(store, FIRST))]


async def unlisted(_: Store) -> Sequence[Write]:
    return [Delete(chain_key(CHAIN), Whatever())]


async def all_gone(store: Store) -> Sequence[Write]:
    mine = [item for item in await everything(store) if item.key.pk == partition(CHAIN)]
    return [*map(gone, mine), *await unlisted(store)]


DAY, WHOLE = FIRST.isoformat(), None
FOUND: Final[dict[Tamper, list[tuple[str | None, str]]]] = {
    another_person: [(DAY, "entry 2 or 3 is not as it was written")],
    another_version: [(DAY, "entry 2 is not where, or as, it was written")],
    another_list: [(DAY, "entry 2 is not where, or as, it was written")],
    another_place: [(DAY, "entry 2 is not where, or as, it was written")],
    no_entry_at_all: [
        (WHOLE, "no entry: "),
        (DAY, "3 entries, not the 4 that were written"),
    ],
    first_gone: [
        (DAY, "3 entries, not the 4 that were written"),
        (WHOLE, "0 days follow nothing, in a whole chain one does"),
    ],
    middle_gone: [(DAY, "3 entries, not the 4 that were written")],
    last_gone: [
        (DAY, "3 entries, not the 4 that were written"),
        (WHOLE, "the day that 2026-11-25 follows is missing, or is not as it was written"),
    ],
    one_more: [(DAY, "5 entries, not the 4 that were written")],
    cut_short: [
        (WHOLE, "the day that 2026-11-25 follows is missing, or is not as it was written"),
    ],
    written_anew: [
        (WHOLE, "the day that 2026-11-25 follows is missing, or is not as it was written"),
    ],
    fewer: [(DAY, "4 entries, not the 3 that were written")],
    end_gone: [(DAY, "the end of the day is missing")],
    entries_of_a_day_gone: [
        (DAY, "0 entries, not the 4 that were written"),
        (WHOLE, "the day that 2026-11-25 follows is missing, or is not as it was written"),
        (WHOLE, "0 days follow nothing, in a whole chain one does"),
    ],
    a_day_gone: [
        (WHOLE, "the day that 2026-11-26 follows is missing, or is not as it was written"),
    ],
    first_day_gone: [
        (WHOLE, "the day that 2026-11-25 follows is missing, or is not as it was written"),
        (WHOLE, "0 days follow nothing, in a whole chain one does"),
    ],
    unlisted: [(WHOLE, "it is not in the list of chains")],
    all_gone: [(WHOLE, "it is not in the list of chains"), (WHOLE, "there is no entry")],
}


@pytest.mark.parametrize("tamper", FOUND, ids=lambda tamper: tamper.__name__)
async def test_tampering_is_found_where_it_was_done(
    store: SqliteStore, hands: Hands, tamper: Tamper
) -> None:
    await recorded(store, hands)
    assert told(await verdicts(store, hands)) == []

    await store.commit(await tamper(store))

    found = told(await verdicts(store, hands))
    assert {chain for chain, _, _ in found} == {ACME}
    assert len(found) == len(FOUND[tamper])
    for (_, day, about), (expected_day, expected) in zip(found, FOUND[tamper], strict=True):
        assert day == expected_day
        assert about.startswith(expected)


async def test_an_end_that_was_cut_off_is_found_by_a_hash_that_was_kept(
    store: SqliteStore, hands: Hands
) -> None:
    await recorded(store, hands)
    kept = (await verdicts(store, hands))[CHAIN].newest
    *_, before, last = await entries(store, LAST)
    sealed = sealed_from(before)
    end = Seal(count=sealed.entry.sequence, hash=sealed.hash)

    await store.commit([gone(last), Put(seal_item(CHAIN, LAST, end, version=1), Whatever())])

    found = await verdicts(store, hands)
    assert told(found) == []  # no chain can tell by itself
    assert kept not in found[CHAIN].hashes


async def test_what_is_written_meanwhile_is_no_fault(store: SqliteStore, hands: Hands) -> None:
    await recorded(store, hands)

    class Busy:
        """A store in which somebody commits before each page is read."""

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        async def query(self, query: Query) -> object:
            hands.move(timedelta(hours=7))
            await did(store, hands, f"busy {hands()}")
            await recorded(store, hands)
            return await store.query(query)

    assert told(await verdicts(Busy(), hands)) == []  # type: ignore[arg-type]
    assert told(await verdicts(store, hands)) == []


async def test_an_organization_of_today_may_have_no_trail_yet(
    store: SqliteStore, hands: Hands
) -> None:
    hands.move(-timedelta(days=4))

    found = told(await verdicts(store, hands))

    assert {chain for chain, _, _ in found} == {INSTALLATION}
