"""Where things are: tables, indexes, and where a page or a scan goes on."""

import pytest

from dynamodb.provision import data_definition, meta_definition
from dynamodb.querying import request, start_key
from dynamodb.scanning import Place, next_place, start_place
from dynamodb.tables import Tables, index_name, tables_of
from store.cursor import Position
from store.types import Index, Key, Query

TABLES = Tables(data="p_data", meta="p_meta")


def test_the_unstreamed_space_has_a_table_of_its_own() -> None:
    tables = tables_of("p_")

    assert tables == TABLES
    assert tables.of("GRP#a") == "p_data"
    assert tables.of("~JOBQ#a") == "p_meta"


@pytest.mark.parametrize("index", list(Index))
def test_names_are_as_long_as_the_service_wants_them(index: Index) -> None:
    assert len(index_name(index)) >= 3
    assert len(tables_of("").data) >= 3


def test_a_query_of_the_table_asks_for_one_row_more_than_its_page() -> None:
    query = Query("P", prefix="A#", reverse=True, limit=20, strong=True)

    assert request(query, table="p_data") == {
        "TableName": "p_data",
        "ScanIndexForward": False,
        "Limit": 21,
        "ConsistentRead": True,
        "KeyConditionExpression": "#pk = :pk AND begins_with(#sk, :prefix)",
        "ExpressionAttributeNames": {"#pk": "pk", "#sk": "sk"},
        "ExpressionAttributeValues": {":pk": {"S": "P"}, ":prefix": {"S": "A#"}},
    }


def test_a_query_of_an_index_never_asks_for_a_strong_read() -> None:
    assert request(Query("P", Index.G2), table="p_data") == {
        "TableName": "p_data",
        "IndexName": "index_g2",
        "ScanIndexForward": True,
        "Limit": 101,
        "KeyConditionExpression": "#pk = :pk",
        "ExpressionAttributeNames": {"#pk": "g2pk"},
        "ExpressionAttributeValues": {":pk": {"S": "P"}},
    }


def test_a_page_of_an_index_goes_on_after_a_place_in_index_and_table() -> None:
    after = Position("sort", "A", "@")

    assert start_key(Query("P", Index.G1), after) == {
        "pk": {"S": "A"},
        "sk": {"S": "@"},
        "g1pk": {"S": "P"},
        "g1sk": {"S": "sort"},
    }


def test_a_page_of_the_table_goes_on_after_a_key() -> None:
    assert start_key(Query("P"), Position("s", "P", "s")) == {"pk": {"S": "P"}, "sk": {"S": "s"}}


def test_a_scan_reads_the_one_table_to_its_end_and_then_the_other() -> None:
    last = {"pk": {"S": "A"}, "sk": {"S": "@"}}

    assert next_place(TABLES, "p_data", last) == Place("p_data", last)
    assert next_place(TABLES, "p_data", None) == Place("p_meta", None)
    assert next_place(TABLES, "p_meta", last) == Place("p_meta", last)
    assert next_place(TABLES, "p_meta", None) is None


def test_a_scan_goes_on_in_the_table_of_the_key_that_it_ended_at() -> None:
    assert start_place(TABLES, None) is None
    assert start_place(TABLES, Key("~A")) == Place("p_meta", {"pk": {"S": "~A"}, "sk": {"S": "@"}})
    assert start_place(TABLES, Key("A")) == Place("p_data", {"pk": {"S": "A"}, "sk": {"S": "@"}})


def test_only_streamed_items_have_a_stream() -> None:
    data, meta = data_definition("p_data"), meta_definition("p_meta")

    assert data["StreamSpecification"]["StreamViewType"] == "NEW_AND_OLD_IMAGES"
    assert "StreamSpecification" not in meta
    assert [index["IndexName"] for index in meta["GlobalSecondaryIndexes"]] == ["index_g1"]
    assert len(data["GlobalSecondaryIndexes"]) == 4
    assert {data["BillingMode"], meta["BillingMode"]} == {"PAY_PER_REQUEST"}
