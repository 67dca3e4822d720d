"""Expectations in DynamoDB's expression language."""

import re

import pytest

from dynamodb.expressions import addition, check_condition, condition
from store.types import Absent, Add, AtVersion, Exists, Expect, Key, Whatever

NOW = 1_800_000_000


def test_a_write_that_expects_nothing_has_no_condition() -> None:
    assert condition(Whatever(), NOW) == {}


def test_an_expired_item_counts_as_absent() -> None:
    assert condition(Absent(), NOW) == {
        "ConditionExpression": "attribute_not_exists(#pk) OR #ttl <= :now",
        "ExpressionAttributeNames": {"#pk": "pk", "#ttl": "ttl"},
        "ExpressionAttributeValues": {":now": {"N": "1800000000"}},
    }


@pytest.mark.parametrize("expect", [Absent(), Exists(), AtVersion(3), Whatever()])
def test_a_check_names_and_values_all_that_it_uses_and_nothing_else(expect: Expect) -> None:
    parameters = check_condition(expect, NOW)

    used = re.findall(r"[#:]\w+", parameters["ConditionExpression"])
    values = parameters.get("ExpressionAttributeValues", {})
    assert set(used) == {*parameters["ExpressionAttributeNames"], *values}


def test_counters_are_added_under_names_that_the_language_cannot_mistake() -> None:
    add = Add(Key("~CNT#1"), "counter", (("open now", 2), ("size", -1)))

    assert addition(add) == {
        "UpdateExpression": "SET #kind = :kind ADD #ver :one, #c0 :c0, #c1 :c1",
        "ExpressionAttributeNames": {
            "#kind": "kind",
            "#ver": "ver",
            "#c0": "c:open now",
            "#c1": "c:size",
        },
        "ExpressionAttributeValues": {
            ":kind": {"S": "counter"},
            ":one": {"N": "1"},
            ":c0": {"N": "2"},
            ":c1": {"N": "-1"},
        },
    }
