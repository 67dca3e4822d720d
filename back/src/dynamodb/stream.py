"""The change stream port on DynamoDB Streams, read with its low-level API.

The stream keeps changes for 24 hours, in shards that close every few hours and have children.
An iterator is a place between two reads, good for 15 minutes; unlike a position, it moves on
through a stretch without changes too.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC
from typing import TYPE_CHECKING, Final, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from dynamodb.codec import decoded, key_of
from dynamodb.config import DynamoConfig, streams_client_of
from dynamodb.faults import translated
from dynamodb.tables import tables_of
from store.errors import StoreUnavailable
from streams.errors import Trimmed
from streams.types import Batch, Change, ChangeStream, Shard

if TYPE_CHECKING:
    from types_aiobotocore_dynamodbstreams.client import DynamoDBStreamsClient
    from types_aiobotocore_dynamodbstreams.type_defs import (
        DescribeStreamInputTypeDef,
        RecordTypeDef,
        ShardTypeDef,
    )

T = TypeVar("T")

_EXPIRED: Final = "ExpiredIteratorException"
_GONE: Final = "ResourceNotFoundException"
_TRIMMED: Final = "TrimmedDataAccessException"
_MOST_RECORDS: Final = 1000
# A stretch without changes gives an empty answer, with more behind it.
_STRETCHES: Final = 4
_TRIES: Final = 3
# Iterators that are kept: more than shards that are read at a time.
REMEMBERED: Final = 1000
# A shard allows five reads a second to all its readers.
_BETWEEN_READS_S: Final = 0.5


class _Fault(Exception):
    """What the service says of a place in a shard; never leaves the module."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class DynamoStream:
    """A ``ChangeStream`` over a client that someone else opens and closes."""

    def __init__(
        self, client: "DynamoDBStreamsClient", table: str, *, deadline_seconds: float
    ) -> None:
        self._client = client
        self._table = table
        self._deadline_seconds = deadline_seconds
        self._iterators: dict[tuple[str, str | None], str] = {}

    async def shards(self) -> tuple[Shard, ...]:
        """Return the shards of the table's newest stream, in the order of their beginnings.

        Raises:
            StoreUnavailable: the table has no stream, or the service does not answer.
        """
        asked: DescribeStreamInputTypeDef = {"StreamArn": await self._arn()}
        found: list[ShardTypeDef] = []
        while True:
            answer = await self._asked(lambda: self._client.describe_stream(**asked))
            description = answer["StreamDescription"]
            found += description.get("Shards", [])
            if "LastEvaluatedShardId" not in description:
                # An id begins with the time at which its shard was made.
                return tuple(_shard(each) for each in sorted(found, key=lambda e: e["ShardId"]))
            asked["ExclusiveStartShardId"] = description["LastEvaluatedShardId"]

    async def read(self, shard: str, *, after: str | None, limit: int) -> Batch:
        """Return the changes that follow ``after``; see ``ChangeStream``.

        Raises:
            StoreUnavailable: the service does not answer, or only with iterators that are too old.
            Trimmed: they are older than the service keeps them.
        """
        for _ in range(_TRIES):
            is_known = (shard, after) in self._iterators
            try:
                return await self._read(shard, after, min(limit, _MOST_RECORDS))
            except _Fault as fault:
                if after is None and fault.code == _GONE:
                    return Batch(changes=(), closed=True)
                # An iterator may be too old where the position, or the beginning, is not.
                anew = fault.code == _EXPIRED or is_known or after is None
                if fault.code == _GONE or not anew:
                    raise Trimmed from fault
        raise StoreUnavailable

    async def wait(self, *, timeout_s: float) -> None:
        """Return when the service may be asked again: it tells of nothing by itself."""
        await asyncio.sleep(min(timeout_s, _BETWEEN_READS_S))  # noqa: TID251 - a polite pause

    async def _read(self, shard: str, after: str | None, limit: int) -> Batch:
        iterator: str | None = self._iterators.pop((shard, after), None)
        iterator = iterator or await self._begin(shard, after)
        changes: tuple[Change, ...] = ()
        stretches = 0
        while iterator is not None and not changes and stretches < _STRETCHES:
            changes, iterator = await self._records(iterator, limit)
            stretches += 1
        if iterator is not None:
            self._iterators[shard, changes[-1].position if changes else after] = iterator
            # Who looks on from where another reader is leaves one behind each time.
            if len(self._iterators) > REMEMBERED:
                self._iterators.pop(next(iter(self._iterators)))
        return Batch(changes=changes, closed=iterator is None)

    async def _records(self, iterator: str, limit: int) -> tuple[tuple[Change, ...], str | None]:
        answer = await self._asked(
            lambda: self._client.get_records(ShardIterator=iterator, Limit=limit)
        )
        changes = tuple(_change(record) for record in answer["Records"])
        return changes, answer.get("NextShardIterator")

    async def _begin(self, shard: str, after: str | None) -> str:
        arn = await self._arn()
        if after is None:
            answer = await self._asked(
                lambda: self._client.get_shard_iterator(
                    StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON"
                )
            )
        else:
            answer = await self._asked(
                lambda: self._client.get_shard_iterator(
                    StreamArn=arn,
                    ShardId=shard,
                    ShardIteratorType="AFTER_SEQUENCE_NUMBER",
                    SequenceNumber=after,
                )
            )
        return answer["ShardIterator"]

    async def _arn(self) -> str:
        answer = await self._asked(lambda: self._client.list_streams(TableName=self._table))
        # Turning the stream off and on again makes a new one; labels are times.
        streams = sorted(answer["Streams"], key=lambda each: each["StreamLabel"])
        if not streams:
            raise StoreUnavailable
        return streams[-1]["StreamArn"]

    async def _asked(self, send: Callable[[], Awaitable[T]]) -> T:
        try:
            async with asyncio.timeout(self._deadline_seconds):
                return await send()
        except TimeoutError as fault:
            raise StoreUnavailable from fault
        except ClientError as fault:
            code = fault.response.get("Error", {}).get("Code", "")
            raise (
                _Fault(code) if code in {_EXPIRED, _GONE, _TRIMMED} else translated(fault)
            ) from fault
        except BotoCoreError as fault:
            raise translated(fault) from fault


@asynccontextmanager
async def open_stream(config: DynamoConfig) -> AsyncIterator[ChangeStream]:
    """Open the client and give the stream of the data table."""
    async with streams_client_of(config) as client:
        yield DynamoStream(
            client,
            tables_of(config.table_prefix).data,
            deadline_seconds=config.deadline_seconds,
        )


def _shard(description: "ShardTypeDef") -> Shard:
    parent = description.get("ParentShardId")
    return Shard(id=description["ShardId"], parents=(parent,) if parent else ())


def _change(record: "RecordTypeDef") -> Change:
    """Return the change that ``record`` tells of; the service dates it to the second."""
    told = record["dynamodb"]
    old, new = told.get("OldImage"), told.get("NewImage")
    return Change(
        position=told["SequenceNumber"],
        at=told["ApproximateCreationDateTime"].astimezone(UTC),
        key=key_of(told["Keys"]),
        old=decoded(old) if old else None,
        new=decoded(new) if new else None,
    )
