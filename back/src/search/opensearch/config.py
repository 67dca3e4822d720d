"""Where the cluster is, how indexes are made on it, and the one client a process."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, TypeAlias

from opensearchpy import AsyncHttpConnection, AsyncOpenSearch

if TYPE_CHECKING:
    from search.opensearch.signing import Sign

Pause: TypeAlias = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterConfig:
    """``prefix`` begins the names of all indexes, so that installations may share a cluster.

    With more than one shard the counts of facets are near, not exact.  A question may take
    ``asking_seconds``, which leaves its asker time to say so.  Any other request may take
    ``request_seconds``; one that an overloaded cluster refuses is sent again for
    ``deadline_seconds``.  What other processes did to the generations of an index is known
    after ``known_seconds``.  With ``aws_region`` requests are signed for AWS.
    """

    prefix: str = "integrates_"
    shards: int = 1
    replicas: int = 0
    refresh_interval: str = "500ms"
    asking_seconds: float = 7
    request_seconds: float = 10
    deadline_seconds: float = 30
    known_seconds: float = 5
    concurrency: int = 32
    aws_region: str | None = None


DEFAULTS: Final = ClusterConfig()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """The client with its bounds."""

    client: AsyncOpenSearch
    config: ClusterConfig
    pause: Pause = asyncio.sleep  # noqa: TID251 - a backoff is a wait
    fraction: Callable[[], float] = field(default=random.random)


@asynccontextmanager
async def cluster(url: str, config: ClusterConfig) -> AsyncIterator[Cluster]:
    """Give the client for ``url``, which may hold a name and a password.

    Raises:
        NoCredentials: requests are to be signed, and the environment has none.
    """
    async with _signer(config) as sign:
        client = AsyncOpenSearch(
            hosts=[url],
            connection_class=AsyncHttpConnection,
            timeout=config.request_seconds,
            pool_maxsize=config.concurrency,
            http_auth=sign,
        )
        try:
            yield Cluster(client=client, config=config)
        finally:
            await client.close()


def _signer(config: ClusterConfig) -> AbstractAsyncContextManager["Sign | None"]:
    if config.aws_region is None:
        return nullcontext()
    from search.opensearch.signing import signer  # noqa: PLC0415  # costs a third of a second

    return signer(config.aws_region)
