"""Where the tables are, and the one client a process that speaks to them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

import aioboto3
from aiobotocore.config import AioConfig

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest
    from types_aiobotocore_dynamodb.client import DynamoDBClient
    from types_aiobotocore_dynamodbstreams.client import DynamoDBStreamsClient

# The service closes idle connections after about 90 s; the library's own 12 s reconnects often.
KEEP_ALIVE_SECONDS: Final = 55
LARGE_BYTES: Final = 2**19


@dataclass(frozen=True, slots=True, kw_only=True)
class DynamoConfig:
    """Without an endpoint or keys, those of the environment hold, as for any AWS client.

    A request is sent up to ``attempts`` times within ``deadline_seconds``; ``concurrency``
    of them are under way at once.
    """

    region: str
    table_prefix: str
    endpoint_url: str | None = None
    access_key: str | None = None
    secret_key: str | None = None
    connect_seconds: float = 1
    read_seconds: float = 3
    deadline_seconds: float = 8
    attempts: int = 3
    concurrency: int = 64


@asynccontextmanager
async def client_of(config: DynamoConfig) -> AsyncIterator["DynamoDBClient"]:
    """Give the low-level client: the resource layer costs more and knows only Decimal."""
    session = _session(config.region, config.access_key, config.secret_key)
    async with session.client(
        "dynamodb", endpoint_url=config.endpoint_url, config=_settings(config)
    ) as client:
        client.meta.events.register("before-send.dynamodb", _stream_if_large)
        yield client


@asynccontextmanager
async def streams_client_of(config: DynamoConfig) -> AsyncIterator["DynamoDBStreamsClient"]:
    """Give the client of the service beside, which reads what changed."""
    session = _session(config.region, config.access_key, config.secret_key)
    async with session.client(
        "dynamodbstreams", endpoint_url=config.endpoint_url, config=_settings(config)
    ) as client:
        yield client


@lru_cache(maxsize=8)
def _session(region: str, access_key: str | None, secret_key: str | None) -> aioboto3.Session:
    # It loads the description of the service, which takes 50 times as long as a client does.
    return aioboto3.Session(
        aws_access_key_id=access_key, aws_secret_access_key=secret_key, region_name=region
    )


def _settings(config: DynamoConfig) -> AioConfig:
    return AioConfig(
        connect_timeout=config.connect_seconds,
        read_timeout=config.read_seconds,
        retries={"mode": "standard", "total_max_attempts": config.attempts},
        max_pool_connections=config.concurrency,
        connector_args={"keepalive_timeout": KEEP_ALIVE_SECONDS},
    )


def _stream_if_large(request: "AWSPreparedRequest", **_: object) -> None:
    # Bytes would be sent in one piece, while the loop serves nobody else; aiohttp warns of it.
    body = request.body
    if isinstance(body, bytes) and len(body) > LARGE_BYTES:
        request.body = BytesIO(body)
