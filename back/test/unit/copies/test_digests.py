"""A proof finds whatever differs, by partition."""

from dataclasses import replace

import pytest

from contract.builders import an_item
from copies.digests import Proof, compared, digest_of
from copies.level import Pair
from copies.run import catch_up
from store.types import Delete, Index, IndexKey, Item, Key, Put, Whatever, Write
from unit.copies.rig import EXPIRING, GUARD, LONG, PLACED, Rig

pytestmark = pytest.mark.changes_db

VARIANTS = (
    replace(PLACED, key=Key("VUL#2")),
    replace(PLACED, key=Key("VUL#1", "@@")),
    replace(PLACED, kind="other"),
    replace(PLACED, version=8),
    replace(PLACED, body=b"{}"),
    replace(PLACED, index=()),
    replace(PLACED, index=((Index.G1, IndexKey("FIN#1", "VUL#2")), *PLACED.index[1:])),
    replace(PLACED, expires=4_000_000_000),
    replace(PLACED, counters=(("open", 1),)),
)


@pytest.mark.parametrize(
    ("write", "partition"),
    [
        (Put(replace(LONG, body=b"{}"), Whatever()), "FIN#1"),
        (Put(replace(PLACED, index=()), Whatever()), "VUL#1"),
        (Put(replace(EXPIRING, expires=4_000_000_001), Whatever()), "~IDEM#1"),
        (Put(an_item("FIN#2"), Whatever()), "FIN#2"),
        (Put(an_item("FIN#1", "H#1"), Whatever()), "FIN#1"),
        (Delete(GUARD.key, Whatever()), "~UNQ#name#1"),
    ],
    ids=["body", "places", "expiry", "partition", "item", "deletion"],
)
async def test_a_partition_that_was_tampered_with_is_named(
    rig: Rig, write: Write, partition: str
) -> None:
    await catch_up(rig.copy())
    pair = Pair(source=rig.source, target=rig.target)
    assert (await compared(pair)).partitions == ()
    await rig.target.commit([write])

    proof = await compared(pair)

    assert proof.partitions == (partition,)


async def test_an_exchange_within_a_kind_is_found(rig: Rig) -> None:
    await rig.put(an_item("FIN#2", body=b"2"), an_item("FIN#3", body=b"3"))
    await catch_up(rig.copy())
    await rig.target.commit(
        [
            Put(an_item("FIN#2", body=b"3"), Whatever()),
            Put(an_item("FIN#3", body=b"2"), Whatever()),
        ]
    )

    proof = await compared(Pair(source=rig.source, target=rig.target))

    assert proof.partitions == ("FIN#2", "FIN#3")


async def test_two_empty_stores_hold_the_same(rig: Rig) -> None:
    assert await compared(Pair(source=rig.target, target=rig.target)) == Proof()


def test_how_often_was_added_to_counters_and_which_are_zero_does_not_count() -> None:
    sums = an_item("~CNT#1", version=3)
    one = replace(sums, counters=(("open", 2),))
    other = replace(sums, version=9, counters=(("closed", 0), ("open", 2)))

    assert digest_of(one) == digest_of(other)
    assert digest_of(one) != digest_of(replace(one, counters=(("open", 3),)))


@pytest.mark.parametrize("other", VARIANTS)
def test_a_digest_stands_for_all_of_an_item(other: Item) -> None:
    assert digest_of(other) != digest_of(PLACED)
    assert digest_of(replace(other)) == digest_of(other)
