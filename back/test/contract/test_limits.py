"""What every store refuses before anything is sent."""

from dataclasses import replace

import pytest

from contract.builders import an_item, new, noise
from store.errors import LimitError
from store.types import (
    Absent,
    Add,
    AtVersion,
    Check,
    Committed,
    Delete,
    Exists,
    Index,
    IndexKey,
    Key,
    Put,
    Query,
    Store,
    Whatever,
    Write,
)

pytestmark = pytest.mark.changes_db

ONE = an_item("FIN#1")


def indexed(*keys: tuple[str, str]) -> tuple[tuple[Index, IndexKey], ...]:
    return tuple((Index.G1, IndexKey(*key)) for key in keys)


@pytest.mark.parametrize(
    "writes",
    [
        pytest.param([], id="none"),
        pytest.param(new(*(an_item(f"FIN#{n}") for n in range(101))), id="101"),
        pytest.param([*new(ONE), Check(ONE.key, Exists())], id="one key twice"),
        pytest.param(
            [Add(Key("~CNT#1"), "c", (("n", 1),)), Put(an_item("~CNT#1"), Whatever())],
            id="an addition to what is put",
        ),
        pytest.param(
            new(*(an_item(f"FIN#{n}", body=noise(380_000, seed=n)) for n in range(11))),
            id="4 MB",
        ),
        pytest.param(new(replace(ONE, body=noise(390_001))), id="390 kB"),
        pytest.param(new(an_item("")), id="empty pk"),
        pytest.param(new(an_item("a" * 2049)), id="pk of 2049 bytes"),
        pytest.param(new(an_item("é" * 1025)), id="pk of 1025 characters, 2050 bytes"),
        pytest.param([Delete(Key("FIN#1", ""), Whatever())], id="empty sk"),
        pytest.param([Check(Key("FIN#1", "a" * 1025), Absent())], id="sk of 1025 bytes"),
        pytest.param(new(an_item("\ud800")), id="lone surrogate"),
        pytest.param(new(replace(ONE, index=indexed(("", "a")))), id="empty pk of an index"),
        pytest.param(new(replace(ONE, index=indexed(("a", "")))), id="empty sk of an index"),
        pytest.param(
            new(replace(ONE, index=indexed(("a", "b"), ("c", "d")))), id="one index twice"
        ),
        pytest.param(new(replace(ONE, index=indexed(("~a", "b")))), id="place in another space"),
        pytest.param(
            new(an_item("~JOB#1", index=((Index.G2, IndexKey("~a", "b")),))),
            id="second index in the unstreamed space",
        ),
        pytest.param([Put(replace(ONE, version=5), AtVersion(5))], id="version that stays"),
        pytest.param([Put(replace(ONE, version=4), AtVersion(5))], id="version that falls"),
        pytest.param([Put(replace(ONE, version=-1), Absent())], id="negative version"),
        pytest.param(new(replace(ONE, counters=(("n", 1),))), id="put counters"),
        pytest.param([Add(Key("GRP#1"), "c", (("n", 1),))], id="addition outside ~CNT#"),
        pytest.param([Add(Key("~CNT#1"), "c", ())], id="addition of nothing"),
        pytest.param([Add(Key("~CNT#1"), "c", (("n", 1), ("n", 1)))], id="one counter twice"),
    ],
)
async def test_writes_beyond_a_limit_are_refused_and_nothing_is_written(
    store: Store, writes: list[Write]
) -> None:
    with pytest.raises(LimitError):
        await store.commit(writes)

    for pk in ("FIN#0", "FIN#1", "~CNT#1", "GRP#1"):
        assert await store.query(Query(pk, strong=True)) == await store.query(Query("none"))


async def test_what_is_just_within_the_limits_is_written(store: Store) -> None:
    items = [
        an_item("a" * 2048, "b" * 1024),
        an_item("é" * 1024, "é" * 512),
        an_item("FIN#1", body=noise(390_000)),
        an_item("FIN#2", body=b"0" * 3_000_000),
        an_item("FIN#3", index=indexed(("g" * 2048, "s" * 1024))),
        an_item("FIN#4", version=2**63 - 1),
    ]

    result = await store.commit(new(*items))

    assert result == Committed()
    assert await store.get([item.key for item in items], strong=True) == tuple(items)


@pytest.mark.parametrize("key", [Key(""), Key("a", ""), Key("a" * 2049), Key("a", "b" * 1025)])
async def test_a_key_that_cannot_be_is_refused(store: Store, key: Key) -> None:
    with pytest.raises(LimitError):
        await store.get([ONE.key, key])


@pytest.mark.parametrize(
    "query",
    [
        Query("a", limit=0),
        Query("a", limit=1001),
        Query(""),
        Query("a" * 2049),
        Query("a", prefix="b" * 1025),
        Query("a", index=Index.G1, strong=True),
    ],
)
async def test_a_query_beyond_a_limit_is_refused(store: Store, query: Query) -> None:
    with pytest.raises(LimitError):
        await store.query(query)


@pytest.mark.parametrize(
    ("segment", "segments", "limit"),
    [(0, 0, 10), (-1, 1, 10), (1, 1, 10), (0, 1001, 10), (0, 1, 0), (0, 1, 1001)],
)
async def test_a_scan_beyond_a_limit_is_refused(
    store: Store, segment: int, segments: int, limit: int
) -> None:
    with pytest.raises(LimitError):
        await store.scan(segment=segment, segments=segments, after=None, limit=limit)
