"""Transactions: their actions, and what their refusal means."""

import pytest

from dynamodb.committing import Commit, action_of, cancelled, holds
from dynamodb.faults import Conflicted
from dynamodb.tables import Tables
from store.compression import packed
from store.errors import LimitError, StoreUnavailable, Throttled
from store.types import (
    Absent,
    Add,
    AtVersion,
    Cancelled,
    Check,
    ConditionFailed,
    Delete,
    Exists,
    Expect,
    Item,
    Key,
    Put,
    Whatever,
    Write,
)

NOW = 1_800_000_000
TABLES = Tables(data="p_data", meta="p_meta")
ITEM = Item(Key("A"), "thing", 3, b"{}")
ROW = {
    "pk": {"S": "A"},
    "sk": {"S": "@"},
    "kind": {"S": "thing"},
    "ver": {"N": "3"},
    "d": {"S": "{}"},
}
FAILED = {"Code": "ConditionalCheckFailed", "Message": "why", "Item": ROW}
CONFLICT = {"Code": "TransactionConflict", "Message": "why"}
INNOCENT = {"Code": "None"}


@pytest.mark.parametrize(
    ("write", "name", "table"),
    [
        (Put(ITEM, Absent()), "Put", "p_data"),
        (Delete(Key("A"), Exists()), "Delete", "p_data"),
        (Check(Key("~A"), Whatever()), "ConditionCheck", "p_meta"),
        (Add(Key("~CNT#A"), "counter", (("open", 1),)), "Update", "p_meta"),
    ],
)
def test_each_write_is_one_action_on_its_table(write: Write, name: str, table: str) -> None:
    commit = Commit([write], {ITEM.key: packed(ITEM.body)}, NOW)

    action = action_of(write, commit, TABLES)

    assert list(action) == [name]
    assert action[name]["TableName"] == table


def test_a_put_tells_what_it_found_instead() -> None:
    put = Put(ITEM, AtVersion(2))
    commit = Commit([put], {ITEM.key: packed(ITEM.body)}, NOW)

    assert action_of(put, commit, TABLES)["Put"] == {
        "TableName": "p_data",
        "Item": ROW,
        "ConditionExpression": "#ver = :ver AND (attribute_not_exists(#ttl) OR #ttl > :now)",
        "ExpressionAttributeNames": {"#ver": "ver", "#ttl": "ttl"},
        "ExpressionAttributeValues": {":ver": {"N": "2"}, ":now": {"N": str(NOW)}},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }


def test_reasons_stand_where_their_writes_do() -> None:
    expired = FAILED | {"Item": ROW | {"ttl": {"N": str(NOW)}}}
    bare = {"Code": "ConditionalCheckFailed"}
    reasons = [INNOCENT, FAILED, CONFLICT, expired, bare]

    assert cancelled({"CancellationReasons": reasons}, NOW) == Cancelled(
        (None, ConditionFailed(ITEM), None, ConditionFailed(None), ConditionFailed(None))
    )


@pytest.mark.parametrize(
    ("codes", "fault"),
    [
        (["TransactionConflict", "None"], Conflicted),
        (["TransactionConflict", "ThrottlingError"], Throttled),
        (["ProvisionedThroughputExceeded"], Throttled),
        (["ThrottlingError", "ValidationError"], LimitError),
        (["ItemCollectionSizeLimitExceeded"], LimitError),
        (["SomethingNew", "TransactionConflict"], StoreUnavailable),
    ],
)
def test_a_refusal_without_a_failed_condition_is_a_fault(
    codes: list[str], fault: type[Exception]
) -> None:
    with pytest.raises(fault):
        cancelled({"CancellationReasons": [{"Code": code} for code in codes]}, NOW)


@pytest.mark.parametrize(
    ("expect", "of_none", "of_item"),
    [
        (Absent(), True, False),
        (Exists(), False, True),
        (AtVersion(3), False, True),
        (AtVersion(2), False, False),
        (Whatever(), True, True),
    ],
)
def test_an_expectation_is_judged_as_the_service_does(
    expect: Expect, *, of_none: bool, of_item: bool
) -> None:
    assert holds(expect, None) is of_none
    assert holds(expect, ITEM) is of_item
