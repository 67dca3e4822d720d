"""The tables, made by the operator's command and never while requests are served."""

from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from dynamodb.codec import EXPIRES, PK, SK, index_pk, index_sk
from dynamodb.config import DynamoConfig, client_of
from dynamodb.faults import translated
from dynamodb.tables import KEYS_ONLY, META_INDEXES, index_name, tables_of
from store.types import Index

if TYPE_CHECKING:
    from types_aiobotocore_dynamodb.client import DynamoDBClient

_EXISTS: Final = "ResourceInUseException"
UNKNOWN: Final = "UnknownOperationException"
EXPIRING: Final = frozenset({"ENABLED", "ENABLING"})
_STREAM: Final = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}


async def create_tables(config: DynamoConfig) -> None:
    """Make the tables that are missing; turn on the stream of one, expiry and backups of both.

    Raises:
        StoreUnavailable: the service does not answer or does not let us.
    """
    tables = tables_of(config.table_prefix)
    definitions = (data_definition(tables.data), meta_definition(tables.meta))
    async with client_of(config) as client:
        for definition in definitions:
            try:
                await _provide(client, definition)
            except (ClientError, BotoCoreError) as fault:
                raise translated(fault) from fault


def data_definition(table: str) -> dict[str, Any]:
    return _definition(table, tuple(Index)) | {"StreamSpecification": _STREAM}


def meta_definition(table: str) -> dict[str, Any]:
    return _definition(table, tuple(index for index in Index if index in META_INDEXES))


def _definition(table: str, indexes: tuple[Index, ...]) -> dict[str, Any]:
    keys = [PK, SK, *(name for index in indexes for name in (index_pk(index), index_sk(index)))]
    return {
        "TableName": table,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": "S"} for key in keys],
        "KeySchema": _schema(PK, SK),
        "GlobalSecondaryIndexes": [_index(index) for index in indexes],
    }


def _index(index: Index) -> dict[str, Any]:
    return {
        "IndexName": index_name(index),
        "KeySchema": _schema(index_pk(index), index_sk(index)),
        "Projection": {"ProjectionType": "KEYS_ONLY" if index in KEYS_ONLY else "ALL"},
    }


def _schema(pk: str, sk: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": pk, "KeyType": "HASH"},
        {"AttributeName": sk, "KeyType": "RANGE"},
    ]


async def _provide(client: "DynamoDBClient", definition: dict[str, Any]) -> None:
    table: str = definition["TableName"]
    try:
        await client.create_table(**definition)
    except ClientError as fault:
        if not has_code(fault, _EXISTS):
            raise
    await client.get_waiter("table_exists").wait(TableName=table)
    if "StreamSpecification" in definition:
        await _let_stream(client, table)
    await _let_expire(client, table)
    await _back_up(client, table)


async def _let_stream(client: "DynamoDBClient", table: str) -> None:
    # A table that was restored from the service's backup has none.
    answer = await client.describe_table(TableName=table)
    if answer["Table"].get("StreamSpecification", {}).get("StreamEnabled"):
        return
    await client.update_table(
        TableName=table,
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )
    await client.get_waiter("table_exists").wait(TableName=table)


async def _let_expire(client: "DynamoDBClient", table: str) -> None:
    answer = await client.describe_time_to_live(TableName=table)
    # Turning on what is on is an error.
    if answer["TimeToLiveDescription"].get("TimeToLiveStatus") in EXPIRING:
        return
    await client.update_time_to_live(
        TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": EXPIRES}
    )


async def _back_up(client: "DynamoDBClient", table: str) -> None:
    try:
        await client.update_continuous_backups(
            TableName=table,
            PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
        )
    except ClientError as fault:
        # Emulators have no backups.
        if not has_code(fault, UNKNOWN):
            raise


def has_code(fault: ClientError, code: str) -> bool:
    return fault.response.get("Error", {}).get("Code") == code
