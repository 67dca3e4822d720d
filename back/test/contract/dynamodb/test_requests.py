"""How many requests of which kind a call costs, and what lagging indexes do."""

import pytest

from contract.dynamodb.wire import AT, Answer, Wire
from dynamodb import DynamoConfig, create_tables
from dynamodb.config import client_of
from dynamodb.tables import tables_of
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
    Item,
    Key,
    Put,
    Query,
    Whatever,
    Write,
)

LATER = int(AT.timestamp()) + 60


def _item(name: str, *, sort: str | None = None, group: str = "G", version: int = 1) -> Item:
    place = (Index.G3, IndexKey(group, sort or name))
    return Item(Key(name), "thing", version, b"{}", (place,))


@pytest.mark.parametrize(
    ("write", "operation"),
    [
        (Put(_item("A"), Whatever()), "PutItem"),
        (Put(_item("A"), Absent()), "PutItem"),
        (Check(Key("A"), Absent()), "GetItem"),
        (Delete(Key("A"), Absent()), "DeleteItem"),
        (Delete(Key("A"), Whatever()), "DeleteItem"),
        (Add(Key("~CNT#A"), "counter", (("open", 1),)), "TransactWriteItems"),
    ],
)
async def test_a_single_write_costs_one_request(wire: Wire, write: Write, operation: str) -> None:
    assert await wire.store.commit([write]) == Committed()

    assert wire.operations() == [operation]


async def test_keys_are_read_a_hundred_at_a_time_each_once(wire: Wire) -> None:
    keys = [Key(f"{n % 250}") for n in range(500)]

    assert await wire.store.get(keys) == (None,) * 500

    assert wire.operations() == ["BatchGetItem"] * 3


async def test_no_keys_cost_no_request(wire: Wire) -> None:
    assert await wire.store.get([]) == ()

    assert wire.operations() == []


async def test_a_page_of_an_index_of_keys_costs_two_requests(wire: Wire) -> None:
    items = [_item(f"{n}") for n in range(5)]
    await wire.store.commit([Put(item, Absent()) for item in items])
    wire.sent.clear()

    page = await wire.store.query(Query("G", Index.G3, limit=4))

    assert page.items == tuple(items[:4])
    assert wire.operations() == ["Query", "BatchGetItem"]


async def test_rows_of_an_index_that_lags_are_left_out(wire: Wire) -> None:
    moved, left, stayed = _item("A", sort="9"), _item("B", group="H"), _item("C")
    await wire.store.commit([Put(item, Absent()) for item in (moved, left, stayed)])
    old = [_row("A", "1"), _row("B", "2"), _row("C", "C"), _row("D", "D")]
    wire.answers = [Answer(200, {"Items": old, "Count": 4, "ScannedCount": 4})]

    page = await wire.store.query(Query("G", Index.G3))

    assert page.items == (stayed,)
    assert page.next is None


def _row(name: str, sort: str) -> dict[str, object]:
    texts = {"pk": name, "sk": "@", "g3pk": "G", "g3sk": sort}
    return {attribute: {"S": text} for attribute, text in texts.items()}


async def test_an_item_that_its_table_cannot_show_in_an_index_is_refused(wire: Wire) -> None:
    streamed = Item(Key("A"), "thing", 1, b"{}", ((Index.G1, IndexKey("~Q", "A")),))
    unstreamed = Item(Key("~A"), "thing", 1, b"{}", ((Index.G2, IndexKey("~Q", "A")),))

    for item in (streamed, unstreamed):
        with pytest.raises(LimitError):
            await wire.store.commit([Put(item, Whatever())])

    assert wire.operations() == []


async def test_an_item_of_the_unstreamed_space_is_found_in_its_index(wire: Wire) -> None:
    job = Item(Key("~JOB#1"), "job", 1, b"{}", ((Index.G1, IndexKey("~JOBQ#q", "R#1")),))
    await wire.store.commit([Put(job, Absent())])

    assert (await wire.store.query(Query("~JOBQ#q", Index.G1, prefix="R#"))).items == (job,)


@pytest.mark.parametrize("writes", [1, 2])
async def test_an_expired_item_is_absent_to_every_condition(wire: Wire, writes: int) -> None:
    dead = Item(Key("A"), "thing", 1, b"{}", expires=int(AT.timestamp()))
    live = Item(Key("A"), "thing", 2, b"{}", expires=LATER)
    also: list[Write] = [Check(Key("X"), Absent())] * (writes - 1)
    await wire.store.commit([Put(dead, Absent())])

    for expect in (Exists(), AtVersion(1)):
        refused = await wire.store.commit([Put(live, expect), *also])
        assert refused != Committed()
        assert await wire.store.commit([Check(dead.key, expect), *also]) == refused

    assert await wire.store.commit([Put(live, Absent()), *also]) == Committed()
    assert await wire.store.get([live.key]) == (live,)


async def test_making_the_tables_again_changes_nothing(config: DynamoConfig) -> None:
    await create_tables(config)

    tables = tables_of(config.table_prefix)
    async with client_of(config) as client:
        data = (await client.describe_table(TableName=tables.data))["Table"]
        meta = (await client.describe_table(TableName=tables.meta))["Table"]
        expiring = [
            (await client.describe_time_to_live(TableName=table))["TimeToLiveDescription"]
            for table in (tables.data, tables.meta)
        ]
    assert data["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert {
        index["IndexName"]: index["Projection"]["ProjectionType"]
        for index in data["GlobalSecondaryIndexes"]
    } == {
        "index_g1": "ALL",
        "index_g2": "ALL",
        "index_g3": "KEYS_ONLY",
        "index_g4": "KEYS_ONLY",
    }
    assert "StreamSpecification" not in meta
    assert [index["IndexName"] for index in meta["GlobalSecondaryIndexes"]] == ["index_g1"]
    assert [told["TimeToLiveStatus"] for told in expiring] == ["ENABLED", "ENABLED"]
    assert [told["AttributeName"] for told in expiring] == ["ttl", "ttl"]
