"""Requests to issuers: bounded in time and size, never redirected, blind to the environment."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import httpx

from fetches.answers import bounded, object_in
from fetches.errors import NotFetched
from issuers.errors import IssuerUnavailable

MOST_BYTES: Final = 256 * 1024
SECONDS: Final = 10.0  # for a whole answer, however slowly it trickles
_CONNECT_SECONDS: Final = 5.0
# A compressed answer would be as large as it likes.
_HEADERS: Final = {"accept": "application/json", "accept-encoding": "identity"}


@asynccontextmanager
async def open_client(*, seconds: float = SECONDS) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client that takes no proxy, password or certificate from variables of its own.

    Certificates are those that are shipped with it, and the machine's.
    """
    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    async with httpx.AsyncClient(
        verify=context,
        trust_env=False,
        follow_redirects=False,
        headers=_HEADERS,
        timeout=httpx.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS)),
        limits=httpx.Limits(max_connections=20, max_keepalive_connections=5),
    ) as client:
        yield client


async def get_object(
    client: httpx.AsyncClient, url: str, *, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Return the JSON object at ``url``.

    Raises:
        IssuerUnavailable: it is not there, too large, too slow, or something else.
    """
    status, told = await _asked(client, client.build_request("GET", url, headers=headers))
    if status != 200:  # noqa: PLR2004 - the one that says so
        raise IssuerUnavailable(f"it answered {status}")
    return told


async def post_form(
    client: httpx.AsyncClient, url: str, *, headers: Mapping[str, str], body: str
) -> tuple[int, dict[str, Any]]:
    """Return the status and the JSON object that a form gets; as ``get_object`` otherwise."""
    sent = {**headers, "content-type": "application/x-www-form-urlencoded"}
    return await _asked(client, client.build_request("POST", url, headers=sent, content=body))


async def _asked(client: httpx.AsyncClient, request: httpx.Request) -> tuple[int, dict[str, Any]]:
    seconds = client.timeout.read
    try:
        async with asyncio.timeout(seconds):
            response = await client.send(request, stream=True)
            try:
                raw = await bounded(response.aiter_raw(), MOST_BYTES)
                return response.status_code, object_in(raw)
            finally:
                await response.aclose()
    except (httpx.HTTPError, TimeoutError) as fault:
        raise IssuerUnavailable(f"no answer: {type(fault).__name__}") from fault
    except NotFetched as fault:
        raise IssuerUnavailable(str(fault)) from fault
