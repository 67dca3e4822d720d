"""Recording what commits did: each once, in chains, whatever happens meanwhile."""

import asyncio
import random
from datetime import date, timedelta

import pytest

from contract.builders import Hands
from cutting import Cut, cut_at
from sqlite.store import SqliteStore
from trails.read import Window, of_organization
from trails.record import INSTALLATION, record
from trails.types import ChainName, Sealed
from unit.trails.rig import ACME, EVIL, contexts, did, everything, recorded, told, verdicts

CHAINS = {ACME: 8, EVIL: 4, INSTALLATION: 1}


async def entries(store: SqliteStore) -> list[Sealed]:
    """Return those of the first organization, newest first."""
    page = await of_organization(store, ACME, Window(first=100))
    return list(page.nodes)


def ids(found: list[Sealed]) -> list[tuple[str, ...]]:
    return [each.entry.changed[0].ids for each in found]


async def whole(store: SqliteStore, hands: Hands) -> None:
    found = await verdicts(store, hands)
    assert told(found) == []
    assert {chain: len(verdict.hashes) for chain, verdict in found.items()} == CHAINS


async def test_each_commit_is_told_once_in_the_chain_of_its_day(
    store: SqliteStore, hands: Hands
) -> None:
    await recorded(store, hands)

    found = await entries(store)
    assert ids(found) == [
        ("d1",),
        ("c1",),
        ("d0",),
        ("c0",),
        ("a2", "b2"),
        ("a1", "b1"),
        ("a0", "b0"),
        (ACME,),
    ]
    places = [(each.entry.day.day, each.entry.sequence) for each in found]
    assert places == [(26, 2), (26, 1), (25, 2), (25, 1), (24, 4), (24, 3), (24, 2), (24, 1)]
    hashes = [each.hash for each in found]
    assert [each.entry.previous for each in found] == [*hashes[1:], "0" * 64]
    await whole(store, hands)


@pytest.mark.parametrize("seed", range(5))
async def test_replays_in_any_order_and_size_add_nothing(
    store: SqliteStore, hands: Hands, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  # not for secrets
    told_of = await contexts(store)

    for _ in range(3):
        chance.shuffle(told_of)
        left = list(told_of)
        while left:
            size = chance.randint(1, 5)
            await record(store, left[:size], at=hands())
            del left[:size]

    await whole(store, hands)


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("commit", range(1, 6))
async def test_a_process_that_ends_at_a_commit_is_made_up_for(
    store: SqliteStore, hands: Hands, moment: str, commit: int
) -> None:
    told_of = await contexts(store)

    with pytest.raises(Cut):
        await record(cut_at(store, moment, commit=commit), told_of, at=hands())
    await recorded(store, hands)

    await whole(store, hands)


async def test_those_who_record_at_once_share_one_chain(store: SqliteStore, hands: Hands) -> None:
    told_of = await contexts(store)

    await asyncio.gather(*(record(store, [each], at=hands()) for each in told_of))
    await asyncio.gather(*(record(store, told_of, at=hands()) for _ in range(4)))

    await whole(store, hands)


async def test_what_is_late_is_added_to_the_day_of_its_commit(
    store: SqliteStore, hands: Hands
) -> None:
    await recorded(store, hands)
    late = Hands(hands() - timedelta(days=1))
    never = Hands(hands() - timedelta(days=10))

    await did(store, late, "late")
    await did(store, never, "a day of its own")
    await recorded(store, hands)

    days = [(each.entry.day, each.entry.sequence, ids([each])[0]) for each in await entries(store)]
    assert (date(2026, 11, 25), 3, ("late",)) in days
    assert days[-1] == (date(2026, 11, 16), 1, ("a day of its own",))
    assert told(await verdicts(store, hands)) == []


async def test_a_large_commit_is_one_entry_and_many_commits_are_cut(
    store: SqliteStore, hands: Hands
) -> None:
    await did(store, hands, *(f"f{number}" for number in range(98)))
    for number in range(200):
        await did(store, hands, f"g{number}")

    await recorded(store, hands)

    found = await verdicts(store, hands)
    assert told(found) == []
    assert len(found[ChainName(ACME)].hashes) == CHAINS[ACME] + 201


async def test_entries_never_hold_values(store: SqliteStore, hands: Hands) -> None:
    await recorded(store, hands)

    trail = [item for item in await everything(store) if item.key.pk.startswith("~AUD")]
    assert {item.kind for item in trail} == {"audit-chain", "audit-day", "audit-entry"}
    assert not [item for item in trail if b"Colombia" in item.body]


async def test_what_is_no_commit_is_left_alone(store: SqliteStore, hands: Hands) -> None:
    before = await everything(store)

    await record(store, [each for each in before if each.kind != "context"], at=hands())

    assert await everything(store) == before
