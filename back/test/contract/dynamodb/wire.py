"""A store whose requests can be answered by the test, and whose waits take no time."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from aiobotocore.awsrequest import AioAWSResponse
from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders

from dynamodb import DynamoConfig
from dynamodb.calls import Connection
from dynamodb.config import client_of
from dynamodb.store import DynamoStore
from dynamodb.tables import tables_of

AT = datetime(2026, 3, 1, tzinfo=UTC)
# With waits this much longer than usual, the second one passes the deadline.
LONG_WAITS = 1600.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request gets in place of the service's answer; ``body`` as the protocol has it."""

    status: int
    body: dict[str, Any]


@dataclass(slots=True)
class Wire:
    """``answers`` are given to the next requests, one each; ``sent`` are all requests' bodies."""

    store: DynamoStore
    waits: list[float]
    answers: list[Answer | None] = field(default_factory=list)
    hangs: bool = False
    sent: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def before_send(self, request: AWSPreparedRequest, **_: object) -> AioAWSResponse | None:
        self.sent.append((_operation(request), json.loads(_body(request))))
        self.asked.set()
        if self.hangs:
            await asyncio.Event().wait()
        answer = self.answers.pop(0) if self.answers else None
        if answer is None:
            return None
        content = json.dumps(answer.body).encode()
        return AioAWSResponse(request.url, answer.status, HTTPHeaders(), _Content(content))

    def operations(self) -> list[str]:
        return [operation for operation, _ in self.sent]


@dataclass(frozen=True, slots=True)
class _Content:
    content: bytes

    async def read(self) -> bytes:
        return self.content


def _operation(request: AWSPreparedRequest) -> str:
    target: str | bytes = request.headers["X-Amz-Target"]
    text = target.decode() if isinstance(target, bytes) else target
    return text.partition(".")[2]


def _body(request: AWSPreparedRequest) -> bytes:
    body = request.body
    if isinstance(body, BytesIO):
        return body.getvalue()
    assert isinstance(body, bytes)
    return body


def refusal(code: str, **more: object) -> Answer:
    kind = f"com.amazonaws.dynamodb.v20120810#{code}"
    return Answer(400, {"__type": kind, "message": "as the test wants it", **more})


def cancellation(*codes: str) -> Answer:
    reasons = [{"Code": code, "Message": "as the test wants it"} for code in codes]
    return refusal("TransactionCanceledException", CancellationReasons=reasons)


BROKEN = Answer(500, {"__type": "com.amazonaws.dynamodb.v20120810#InternalServerError"})
THROTTLED = refusal("ProvisionedThroughputExceededException")


@asynccontextmanager
async def wired(config: DynamoConfig, *, fraction: float = 0.5) -> AsyncIterator[Wire]:
    waits: list[float] = []

    async def pause(seconds: float) -> None:
        waits.append(seconds)

    async with client_of(config) as client:
        connection = Connection(
            client=client,
            tables=tables_of(config.table_prefix),
            slots=asyncio.Semaphore(config.concurrency),
            deadline_seconds=config.deadline_seconds,
            pause=pause,
            fraction=lambda: fraction,
        )
        wire = Wire(DynamoStore(connection=connection, clock=lambda: AT), waits)
        client.meta.events.register(
            "before-send.dynamodb",
            wire.before_send,  # type: ignore[arg-type]  # the stubs know no handlers that answer
        )
        yield wire
