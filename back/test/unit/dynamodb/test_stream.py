"""What the emulator never does: shards that have children and end, changes that are trimmed."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from dynamodb.stream import REMEMBERED, DynamoStream
from store.errors import StoreUnavailable, Throttled
from streams.errors import Trimmed
from streams.types import Batch, Shard

AT = datetime(2026, 7, 8, 9, 10, 11, tzinfo=UTC)


def a_record(number: int) -> dict[str, Any]:
    keys = {"pk": {"S": "FIN#1"}, "sk": {"S": "@"}}
    image = keys | {"kind": {"S": "thing"}, "ver": {"N": str(number)}, "d": {"S": "{}"}}
    return {
        "eventName": "INSERT",
        "dynamodb": {
            "ApproximateCreationDateTime": AT,
            "Keys": keys,
            "NewImage": image,
            "SequenceNumber": f"{number}",
        },
    }


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}}, "GetRecords")


@dataclass(slots=True)
class Service:
    """The service's answers, given one after the other, and what it was asked."""

    records: list[dict[str, Any] | ClientError] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)
    iterators: list[dict[str, Any]] = field(default_factory=list)
    read: list[str] = field(default_factory=list)
    streams: tuple[str, ...] = ("2026-01-01", "2026-02-01")

    async def list_streams(self, **_: str) -> dict[str, Any]:
        return {"Streams": [{"StreamArn": f"arn:{at}", "StreamLabel": at} for at in self.streams]}

    async def describe_stream(self, **asked: str) -> dict[str, Any]:
        assert asked["StreamArn"] == "arn:2026-02-01"
        return {"StreamDescription": self.pages.pop(0)}

    async def get_shard_iterator(self, **asked: str) -> dict[str, Any]:
        self.iterators.append(asked)
        return {"ShardIterator": f"iterator {len(self.iterators)}"}

    async def get_records(self, **asked: Any) -> dict[str, Any]:
        self.read.append(asked["ShardIterator"])
        answer = self.records.pop(0)
        if isinstance(answer, ClientError):
            raise answer
        return answer


def answer(*numbers: int, following: str | None) -> dict[str, Any]:
    records: dict[str, Any] = {"Records": [a_record(number) for number in numbers]}
    return records if following is None else records | {"NextShardIterator": following}


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def stream(service: Service) -> DynamoStream:
    client: Any = service
    return DynamoStream(client, "data", deadline_seconds=5)


async def test_shards_of_all_pages_are_listed_with_their_parents(
    service: Service, stream: DynamoStream
) -> None:
    service.pages = [
        {"Shards": [{"ShardId": "b", "ParentShardId": "a"}], "LastEvaluatedShardId": "b"},
        {"Shards": [{"ShardId": "a"}]},
    ]

    assert await stream.shards() == (Shard(id="a"), Shard(id="b", parents=("a",)))


async def test_a_table_without_a_stream_is_told(service: Service, stream: DynamoStream) -> None:
    service.streams = ()

    with pytest.raises(StoreUnavailable):
        await stream.shards()


async def test_a_closed_shard_is_read_to_its_end(service: Service, stream: DynamoStream) -> None:
    service.records = [answer(1, following="on"), answer(2, following=None), answer(following=None)]

    first = await stream.read("a", after=None, limit=9)
    second = await stream.read("a", after="1", limit=9)
    last = await stream.read("a", after="2", limit=9)

    assert [len(batch.changes) for batch in (first, second, last)] == [1, 1, 0]
    assert (first.closed, last.closed) == (False, True)
    assert service.read == ["iterator 1", "on", "iterator 2"]
    assert service.iterators[-1]["SequenceNumber"] == "2"


async def test_stretches_without_changes_are_walked_through(
    service: Service, stream: DynamoStream
) -> None:
    service.records = [
        answer(following="2nd"),
        answer(following="3rd"),
        answer(7, following="4th"),
    ]

    batch = await stream.read("a", after=None, limit=9)

    assert [change.position for change in batch.changes] == ["7"]
    assert service.read == ["iterator 1", "2nd", "3rd"]


async def test_an_iterator_moves_on_where_nothing_is(
    service: Service, stream: DynamoStream
) -> None:
    service.records = [answer(following=f"{n}") for n in range(8)]

    await stream.read("a", after="5", limit=9)
    await stream.read("a", after="5", limit=9)

    assert len(service.iterators) == 1
    assert service.read == ["iterator 1", *"0123456"]


async def test_of_many_iterators_the_oldest_are_forgotten(
    service: Service, stream: DynamoStream
) -> None:
    service.records = [
        *(answer(2 * n + 1, following=f"after {n}") for n in range(REMEMBERED + 1)),
        *[answer(following="on")] * 8,
    ]
    for n in range(REMEMBERED + 1):
        await stream.read("a", after=str(2 * n), limit=9)

    await stream.read("a", after="3", limit=9)
    assert len(service.iterators) == REMEMBERED + 1
    await stream.read("a", after="1", limit=9)
    assert len(service.iterators) == REMEMBERED + 2


async def test_an_iterator_that_expired_is_asked_for_anew(
    service: Service, stream: DynamoStream
) -> None:
    service.records = [refused("ExpiredIteratorException"), answer(6, following="on")]

    batch = await stream.read("a", after="5", limit=9)

    assert [change.position for change in batch.changes] == ["6"]
    assert [asked["SequenceNumber"] for asked in service.iterators] == ["5", "5"]


@pytest.mark.parametrize("code", ["TrimmedDataAccessException", "ResourceNotFoundException"])
async def test_changes_that_are_not_kept_any_more_are_missed(
    service: Service, stream: DynamoStream, code: str
) -> None:
    service.records = [refused(code)]

    with pytest.raises(Trimmed):
        await stream.read("a", after="5", limit=9)


async def test_an_iterator_that_is_too_old_is_asked_for_anew(
    service: Service, stream: DynamoStream
) -> None:
    """Only what a new one says of the position counts; from the beginning, nothing is missed."""
    trimmed = refused("TrimmedDataAccessException")
    service.records = [answer(5, following="on"), trimmed, answer(6, following="on")]
    await stream.read("a", after=None, limit=9)
    after = await stream.read("a", after="5", limit=9)
    service.records = [trimmed, answer(5, following="on")]
    first = await stream.read("a", after=None, limit=9)

    assert [batch.changes[0].position for batch in (after, first)] == ["6", "5"]


async def test_a_beginning_that_is_never_there_is_a_fault(
    service: Service, stream: DynamoStream
) -> None:
    service.records = [refused("TrimmedDataAccessException") for _ in range(3)]

    with pytest.raises(StoreUnavailable):
        await stream.read("a", after=None, limit=9)


async def test_a_shard_that_is_gone_has_ended(service: Service, stream: DynamoStream) -> None:
    service.records = [refused("ResourceNotFoundException")]

    assert await stream.read("a", after=None, limit=9) == Batch(changes=(), closed=True)


@pytest.mark.parametrize(
    ("code", "fault"),
    [("LimitExceededException", Throttled), ("InternalServerError", StoreUnavailable)],
)
async def test_faults_are_those_of_the_store(
    service: Service, stream: DynamoStream, code: str, fault: type[Exception]
) -> None:
    service.records = [refused(code)]

    with pytest.raises(fault):
        await stream.read("a", after="5", limit=9)
