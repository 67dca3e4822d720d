"""A copy holds what the source holds, however often it is cut off and whoever writes meanwhile."""

from itertools import count
from pathlib import Path

import pytest

from contract.builders import an_item, fill
from copies.digests import digests
from copies.errors import AnotherCopy, Overtaken, StillServed, TargetNotEmpty, Unfinished
from copies.progress import begun, check_whole, moved, progress_of
from copies.run import catch_up, finish, finished
from cutting import Cut, Watched, cut_at
from store.errors import StoreUnavailable
from store.types import Add, Delete, Key, Put, Store, Whatever
from streams.lease import Leasing, let_go, take
from unit.copies.rig import (
    COPIED,
    COUNTERS,
    GUARD,
    LONG,
    PLACED,
    SUMS,
    WISH,
    Rig,
    failing,
    held,
    rigged,
)

pytestmark = pytest.mark.changes_db


async def is_cut(rig: Rig, target: Store) -> bool:
    """Copy as far as the target lets us; tell whether that was not to the end."""
    cut = False
    try:
        await catch_up(rig.copy(target))
        await finish(rig.copy(target))
        await finished(rig.copy(target))
    except* Cut:
        cut = True
    return cut


async def is_finished(target: Store) -> bool:
    progress = await progress_of(target)
    return progress is not None and progress.finished


async def test_everything_is_copied_as_it_is_but_where_consumers_are(rig: Rig) -> None:
    await rig.whole()

    found = await held(rig.target)
    sums = found.pop(SUMS)
    assert found == {item.key: item for item in COPIED}
    assert dict(sums.counters) == {name: count for name, count in COUNTERS.items() if count}
    own = [Key("~CKP#search"), Key("~JOB#rebuild-index#roots"), Key("~SCAN#roots")]
    assert await rig.target.get(own, strong=True) == (None,) * 3


async def test_counters_that_went_on_are_brought_up(rig: Rig) -> None:
    await catch_up(rig.copy())
    await rig.target.commit([Add(SUMS, "figures", (("counter 001", 9), ("only here", 2)))])
    await rig.source.commit([Add(SUMS, "figures", (("counter 001", 4), ("counter 002", -2)))])

    await rig.whole()

    [sums] = await rig.target.get([SUMS], strong=True)
    assert sums is not None
    found = dict(sums.counters)
    names = ("counter 000", "counter 001", "counter 002", "counter 249", "only here")
    assert [found.get(name, 0) for name in names] == [0, 5, 0, 249, 0]


async def test_the_proof_tells_what_the_source_holds(rig: Rig) -> None:
    await catch_up(rig.copy())

    proof = await finish(rig.copy())

    assert proof is not None
    assert proof.held == await digests(rig.source)
    assert {kind: digest.items for kind, digest in proof.held.items()} == {
        "FIN": 1,
        "VUL": 1,
        "~AUD": 1,
        "~CNT": 1,
        "~CON": 1,
        "~IDEM": 1,
        "~JOB": 1,
        "~UNQ": 1,
    }


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_copy_that_is_cut_off_at_any_commit_goes_on(tmp_path: Path, moment: str) -> None:
    commits = 0
    for commit in count(1):
        folder = tmp_path / str(commit)
        folder.mkdir()
        async with rigged(folder) as rig:
            await fill(rig.source, [an_item(f"FIN#{number}") for number in range(2, 520)])
            await rig.forget_changes()
            await fill(rig.source, [an_item(f"FIN#{number}") for number in range(520, 800)])
            cut = await is_cut(rig, cut_at(rig.target, moment, commit=commit))
            if not cut or await is_finished(rig.target):
                assert await held(rig.target) == await held(rig.source)
                break
            await rig.put(an_item("FIN#2", version=2))
            await rig.source.commit([Delete(Key("FIN#3"), Whatever())])
            commits += 1

            await rig.whole()

            assert await held(rig.target) == await held(rig.source)
    assert commits > 10


async def test_what_others_write_meanwhile_is_copied(rig: Rig) -> None:
    await fill(rig.source, [an_item(f"FIN#{number}") for number in range(2, 1200)])
    await rig.forget_changes()
    numbers = list(range(2, 1000, 3))

    async def write() -> None:
        if not numbers:
            return
        number = numbers.pop()
        await rig.source.commit(
            [
                Put(an_item(f"FIN#{number}", version=2), Whatever()),
                Delete(Key(f"FIN#{number + 1}"), Whatever()),
                Put(an_item(f"NEW#{number}"), Whatever()),
                Put(an_item(f"~UNQ#new#{number}"), Whatever()),
            ]
        )

    await catch_up(rig.copy(Watched(rig.target, meanwhile=write)))
    await rig.source.commit([Delete(GUARD.key, Whatever())])
    await rig.whole()

    assert await held(rig.target) == await held(rig.source)
    assert numbers == []


async def test_a_target_that_is_not_there_for_a_while_is_waited_for(rig: Rig) -> None:
    target = failing(rig.target, every=3)

    await catch_up(rig.copy(target))
    await finish(rig.copy(target))

    assert await held(rig.target) == await held(rig.source)
    assert rig.waits == [1.0, 2.0, 1.0]


async def test_a_target_that_stays_away_is_given_up(rig: Rig) -> None:
    target = failing(rig.target, every=1)
    await begun(rig.target, "source")

    with pytest.raises(StoreUnavailable):
        await catch_up(rig.copy(target))

    assert rig.waits == [1.0, 2.0, 4.0, 8.0, 16.0, 30.0]
    await rig.whole()
    assert await held(rig.target) == await held(rig.source)


async def test_changes_that_were_removed_before_they_were_copied_are_made_up_for(rig: Rig) -> None:
    await rig.put(an_item("FIN#2"))
    await catch_up(rig.copy())
    await rig.source.commit([Delete(PLACED.key, Whatever()), Put(an_item("NEW#1"), Whatever())])
    await rig.forget_changes()

    await catch_up(rig.copy())
    assert Key("NEW#1") in await held(rig.target)
    await rig.whole()

    assert await held(rig.target) == await held(rig.source)
    assert PLACED.key not in await held(rig.target)


async def test_what_only_the_target_has_otherwise_is_put_right_before_the_proof(rig: Rig) -> None:
    await catch_up(rig.copy())
    tampered = [Put(an_item(LONG.key.pk, version=LONG.version), Whatever())]
    await rig.target.commit([*tampered, Put(an_item("FIN#9"), Whatever())])

    await rig.whole()

    assert await held(rig.target) == await held(rig.source)
    assert "items that differed" in rig.told


async def test_a_finished_copy_is_never_written_to_again(rig: Rig) -> None:
    await rig.whole()
    await rig.put(an_item("NEW#1"))

    assert (await catch_up(rig.copy())).finished
    assert await finish(rig.copy()) is None

    assert Key("NEW#1") not in await held(rig.target)


async def test_a_target_that_holds_something_is_left_alone(rig: Rig) -> None:
    other = an_item("FIN#1", version=2)
    await rig.target.commit([Put(other, Whatever())])

    with pytest.raises(TargetNotEmpty):
        await catch_up(rig.copy())

    assert await held(rig.target) == {other.key: other}


async def test_a_target_with_nothing_but_its_revision_is_empty(rig: Rig) -> None:
    await rig.target.commit([Put(an_item("~SCHEMA"), Whatever())])

    await rig.whole()

    assert await held(rig.target) == await held(rig.source)


async def test_a_copy_of_another_store_is_not_gone_on_with(rig: Rig) -> None:
    await catch_up(rig.copy(name="another"))

    with pytest.raises(AnotherCopy) as refused:
        await catch_up(rig.copy())

    assert "a copy of another:" in refused.value.message


async def test_of_two_that_copy_to_one_target_one_gives_up(rig: Rig) -> None:
    async def overtake() -> None:
        progress = await begun(rig.target, "source")
        await moved(rig.target, progress)

    await begun(rig.target, "source")

    with pytest.raises(Overtaken):
        await catch_up(rig.copy(Watched(rig.target, meanwhile=overtake)))


async def test_a_copy_is_not_finished_while_the_service_runs(rig: Rig) -> None:
    await catch_up(rig.copy())
    leasing = Leasing(store=rig.source, owner="host/1", clock=rig.clock)
    await take(leasing, "log")

    with pytest.raises(StillServed) as refused:
        await finish(rig.copy())

    assert "The service still runs (host/1)" in refused.value.message
    await let_go(leasing, "log")
    assert await finish(rig.copy()) is not None


async def test_nobody_serves_from_half_a_copy(rig: Rig) -> None:
    await check_whole(rig.target)
    await catch_up(rig.copy())

    with pytest.raises(Unfinished):
        await check_whole(rig.target)

    await rig.whole()
    await check_whole(rig.target)


async def test_what_is_derived_follows_before_and_after_the_items(rig: Rig) -> None:
    await catch_up(rig.copy())

    assert rig.derived == 2
    assert WISH.key in await held(rig.target)
