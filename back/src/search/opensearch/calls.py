"""Requests to the cluster: when to try again, and how they fail."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from opensearchpy import NotFoundError, OpenSearchException, RequestError, TransportError

from search.errors import SearchUnavailable
from search.opensearch.config import Cluster

T = TypeVar("T")

FIRST_WAIT_SECONDS: Final = 0.05
MOST_DOUBLINGS: Final = 6
_OVERLOADED: Final = 429


class Missing(Exception):
    """An index that was there is not any more.  Never leaves the package."""


async def call(cluster: Cluster, send: Callable[[], Awaitable[T]]) -> T:
    """Return the answer of the request that ``send`` makes.

    The client itself does not send again what an overloaded cluster refused.

    Raises:
        Missing: the request is to an index that is not there.
        SearchUnavailable: the cluster does not answer, or refuses work until the deadline.
    """
    end = deadline(cluster)
    times = 0
    while True:
        try:
            return await send()
        except NotFoundError as fault:
            raise Missing from fault
        except RequestError:
            # What is sent was checked: this is a bug of ours.
            raise
        except OpenSearchException as fault:
            if not is_overload(fault):
                raise SearchUnavailable from fault
        await back_off(cluster, times=times, end=end)
        times += 1


def deadline(cluster: Cluster) -> float:
    """Return the end of an operation that begins now, on the loop's clock."""
    return asyncio.get_running_loop().time() + cluster.config.deadline_seconds


async def back_off(cluster: Cluster, *, times: int, end: float) -> None:
    """Wait before trying again after ``times`` waits, which grow and are random in full.

    Raises:
        SearchUnavailable: ``end`` is nearer.
    """
    seconds = FIRST_WAIT_SECONDS * 2 ** min(times, MOST_DOUBLINGS) * cluster.fraction()
    if asyncio.get_running_loop().time() + seconds >= end:
        raise SearchUnavailable
    await cluster.pause(seconds)


def is_overload(fault: OpenSearchException) -> bool:
    """Tell whether the cluster refused the whole request for now."""
    return isinstance(fault, TransportError) and fault.status_code == _OVERLOADED
