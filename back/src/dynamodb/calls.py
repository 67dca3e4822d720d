"""Requests to the service: how many at once, how long they may take, when to try again."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from dynamodb.faults import Conflicted, translated
from dynamodb.tables import Tables
from errors import Unavailable
from kit.ids import random_id
from store.errors import Contention, StoreUnavailable

if TYPE_CHECKING:
    from types_aiobotocore_dynamodb.client import DynamoDBClient

T = TypeVar("T")
Pause: TypeAlias = Callable[[float], Awaitable[None]]

FIRST_WAIT_SECONDS: Final = 0.025
MOST_DOUBLINGS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """The client with its tables and bounds."""

    client: "DynamoDBClient"
    tables: Tables
    slots: asyncio.Semaphore
    deadline_seconds: float
    pause: Pause = asyncio.sleep  # noqa: TID251 - a backoff is a wait
    fraction: Callable[[], float] = field(default=random.random)


async def call(connection: Connection, send: Callable[[], Awaitable[T]]) -> T:
    """Return the answer of the request that ``send`` makes, within the deadline."""
    try:
        async with asyncio.timeout(connection.deadline_seconds), connection.slots:
            return await send()
    except TimeoutError as fault:
        raise StoreUnavailable from fault
    except (ClientError, BotoCoreError) as fault:
        raise translated(fault) from fault


def deadline(connection: Connection) -> float:
    """Return the end of an operation that begins now, on the loop's clock."""
    return asyncio.get_running_loop().time() + connection.deadline_seconds


async def back_off(
    connection: Connection, *, times: int, end: float, otherwise: type[Unavailable]
) -> None:
    """Wait before trying again after ``times`` waits; raise ``otherwise`` where ``end`` is nearer.

    Waits grow, and are random in full: who collided once shall not collide again.
    """
    longest = FIRST_WAIT_SECONDS * 2 ** min(times, MOST_DOUBLINGS)
    seconds = longest * connection.fraction()
    if asyncio.get_running_loop().time() + seconds >= end:
        raise otherwise
    await connection.pause(seconds)


async def uncontended(connection: Connection, attempt: Callable[[str], Awaitable[T]]) -> T:
    """Return what ``attempt`` does once nobody else writes to the same items.

    It gets the request's token: the same while the service may still be at work on the
    last attempt, a new one after a refusal, which is final for its token.

    Raises:
        Contention: others wrote to them until the deadline.
    """
    end = deadline(connection)
    token = random_id()
    times = 0
    while True:
        try:
            return await attempt(token)
        except Conflicted as conflict:
            token = token if conflict.in_progress else random_id()
        await back_off(connection, times=times, end=end, otherwise=Contention)
        times += 1
