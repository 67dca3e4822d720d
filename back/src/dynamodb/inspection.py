"""What is to be seen of the tables without changing them, against how they are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from dynamodb.codec import EXPIRES
from dynamodb.config import DynamoConfig, client_of
from dynamodb.faults import translated
from dynamodb.provision import EXPIRING, UNKNOWN, data_definition, has_code, meta_definition
from dynamodb.tables import tables_of

if TYPE_CHECKING:
    from types_aiobotocore_dynamodb.client import DynamoDBClient

_MISSING: Final = "ResourceNotFoundException"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A table: whether it is there, in what it is another one than ours, and what is not on.

    ``answered_at`` is when the service says that it answered.
    """

    table: str
    is_there: bool
    differences: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()
    answered_at: datetime | None = None


async def inspect(config: DynamoConfig) -> tuple[Inspection, ...]:
    """Return what each table is like; nothing is changed.

    Raises:
        StoreUnavailable: the service does not answer, or does not let us look.
    """
    tables = tables_of(config.table_prefix)
    definitions = (data_definition(tables.data), meta_definition(tables.meta))
    async with client_of(config) as client:
        try:
            return tuple([await _inspected(client, each) for each in definitions])
        except (ClientError, BotoCoreError) as fault:
            raise translated(fault) from fault


def differences(definition: Mapping[str, Any], table: Mapping[str, Any]) -> tuple[str, ...]:
    """Return in what ``table``, as the service describes it, is not as ``definition`` says."""
    found: list[str] = []
    if table.get("TableStatus") != "ACTIVE":
        found.append(f"is {table.get('TableStatus')}")
    if not _same_schema(definition["KeySchema"], table.get("KeySchema")):
        found.append("has other keys")
    indexes = {index["IndexName"]: index for index in table.get("GlobalSecondaryIndexes", ())}
    for wanted in definition["GlobalSecondaryIndexes"]:
        found.extend(_of_index(wanted, indexes.get(wanted["IndexName"])))
    stream = definition.get("StreamSpecification")
    if stream and table.get("StreamSpecification") != stream:
        found.append("has no stream of old and new items")
    return tuple(found)


def _of_index(wanted: Mapping[str, Any], index: Mapping[str, Any] | None) -> tuple[str, ...]:
    name = wanted["IndexName"]
    if index is None:
        return (f"has no {name}",)
    kind = index.get("Projection", {}).get("ProjectionType")
    same = _same_schema(wanted["KeySchema"], index.get("KeySchema"))
    if not same or kind != wanted["Projection"]["ProjectionType"]:
        return (f"has another {name}",)
    status = index.get("IndexStatus")
    return () if status == "ACTIVE" else (f"has {name}, which is {status}",)


def _same_schema(wanted: Any, found: Any) -> bool:
    return {(key["AttributeName"], key["KeyType"]) for key in wanted} == {
        (key["AttributeName"], key["KeyType"]) for key in found or ()
    }


async def _inspected(client: "DynamoDBClient", definition: dict[str, Any]) -> Inspection:
    name: str = definition["TableName"]
    try:
        answer = await client.describe_table(TableName=name)
    except ClientError as fault:
        if not has_code(fault, _MISSING):
            raise
        return Inspection(table=name, is_there=False)
    date = answer["ResponseMetadata"]["HTTPHeaders"].get("date")
    return Inspection(
        table=name,
        is_there=True,
        differences=differences(definition, answer["Table"]),
        unset=(*await _expiry(client, name), *await _backups(client, name)),
        answered_at=parsedate_to_datetime(date) if date else None,
    )


async def _expiry(client: "DynamoDBClient", table: str) -> tuple[str, ...]:
    answer = await client.describe_time_to_live(TableName=table)
    told = answer["TimeToLiveDescription"]
    is_on = told.get("TimeToLiveStatus") in EXPIRING and told.get("AttributeName") == EXPIRES
    return () if is_on else ("expiry",)


async def _backups(client: "DynamoDBClient", table: str) -> tuple[str, ...]:
    try:
        answer = await client.describe_continuous_backups(TableName=table)
    except ClientError as fault:
        # Emulators have no backups.
        if not has_code(fault, UNKNOWN):
            raise
        return ()
    told = answer["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    is_on = told.get("PointInTimeRecoveryStatus") == "ENABLED"
    return () if is_on else ("point-in-time recovery",)
