"""In what a table differs from ours, by how the service describes it."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, TypeAlias

import pytest

from dynamodb.inspection import differences
from dynamodb.provision import data_definition

pytestmark = pytest.mark.not_changes_db

Table: TypeAlias = dict[str, Any]
OURS = data_definition("acmedata")


def described() -> Table:
    """Return what the service says of the table as we make it."""
    table = deepcopy(OURS) | {"TableStatus": "ACTIVE", "ItemCount": 7}
    for index in table["GlobalSecondaryIndexes"]:
        index["IndexStatus"] = "ACTIVE"
    return table


def with_index(**values: object) -> Callable[[Table], None]:
    return lambda table: table["GlobalSecondaryIndexes"][1].update(values)


def test_the_table_as_we_make_it_differs_in_nothing() -> None:
    assert differences(OURS, described()) == ()


def test_an_index_of_others_is_no_difference() -> None:
    table = described()
    table["GlobalSecondaryIndexes"].append({"IndexName": "theirs"})

    assert differences(OURS, table) == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda table: table.update(TableStatus="UPDATING"), "is UPDATING"),
        (lambda table: table.update(KeySchema=table["KeySchema"][:1]), "has other keys"),
        (lambda table: table["GlobalSecondaryIndexes"].pop(), "has no index_g4"),
        (with_index(IndexStatus="CREATING"), "has index_g2, which is CREATING"),
        (with_index(Projection={"ProjectionType": "KEYS_ONLY"}), "has another index_g2"),
        (with_index(KeySchema=[]), "has another index_g2"),
        (
            lambda table: table["StreamSpecification"].update(StreamViewType="KEYS_ONLY"),
            "has no stream of old and new items",
        ),
        (lambda table: table.pop("StreamSpecification"), "has no stream of old and new items"),
    ],
)
def test_a_difference_is_named(change: Callable[[Table], object], told: str) -> None:
    table = described()

    change(table)

    assert differences(OURS, table) == (told,)
