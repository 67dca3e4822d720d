"""One GET of a small JSON document, that cannot be turned against the network that we are in.

The name is resolved once, every address that it has is checked, and the connection goes to an
address that was checked, under the name: a name server that changes its mind changes nothing.
"""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, TypeAlias

import httpx

from fetches.answers import bounded, object_in
from fetches.errors import NotFetched
from kit.addresses import is_public

MOST_BYTES: Final = 64 * 1024
_PORTS: Final = frozenset({443, 8443})
_DEADLINE_S: Final = 10.0
_CONNECT_S: Final = 5.0
_ADDRESSES: Final = 3  # that are tried, one after the other

# From a host and a port to the addresses that it has, as text.
Resolve: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]


async def resolved(host: str, port: int) -> Sequence[str]:
    """Return the addresses of ``host``, as the system's resolver gives them."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()  # reads the authorities of the system, which takes a while


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetcher:
    """``inner`` are origins of our own network: any address, any port, and HTTP in the clear."""

    inner: frozenset[str] = frozenset()
    resolve: Resolve = resolved
    tls: ssl.SSLContext = field(default_factory=_tls)

    async def document(self, url: str) -> Mapping[str, Any]:
        """Return the JSON object at ``url``, of at most 64 KiB, within 10 seconds.

        No redirect is followed, and no proxy used.

        Raises:
            NotFetched: it may not be asked, or did not answer so.
        """
        try:
            async with asyncio.timeout(_DEADLINE_S):
                return await self._document(url)
        except (
            TimeoutError,
            OSError,
            httpx.HTTPError,
            httpx.InvalidURL,
            ValueError,
        ) as fault:
            raise NotFetched(f"{type(fault).__name__} at an address") from fault

    async def _document(self, url: str) -> Mapping[str, Any]:
        parsed = httpx.URL(url)
        addresses = await self._checked(parsed)
        return object_in(await self._first(parsed, addresses))

    async def _checked(self, url: httpx.URL) -> Sequence[str]:
        """Return the addresses of ``url`` that may be asked.

        Raises:
            NotFetched: one of them may not, or none is there.
        """
        is_inner = origin_of(url) in self.inner
        if url.userinfo or not url.host or url.scheme not in ("http", "https"):
            raise NotFetched("It is no address to be asked")
        if not is_inner and (url.scheme != "https" or (url.port or 443) not in _PORTS):
            raise NotFetched("Only HTTPS on port 443 or 8443 is asked")
        found = await self.resolve(url.host, url.port or _port(url))
        if not found or not (is_inner or all(map(is_public, found))):
            raise NotFetched("An address of it is of an inner network")
        return found[:_ADDRESSES]

    async def _first(self, url: httpx.URL, addresses: Sequence[str]) -> bytes:
        """Return what the first of ``addresses`` says that a connection is made to."""
        for address in addresses[:-1]:
            try:
                return await self._from(url, address)
            except httpx.ConnectError:
                continue
        return await self._from(url, addresses[-1])

    async def _from(self, url: httpx.URL, address: str) -> bytes:
        timeout = httpx.Timeout(_CONNECT_S)
        async with httpx.AsyncClient(trust_env=False, verify=self.tls, timeout=timeout) as client:
            request = client.build_request(
                "GET",
                url.copy_with(host=address),
                headers={"Host": url.netloc.decode("ascii"), "Accept": "application/json"},
                extensions={"sni_hostname": url.host},
            )
            response = await client.send(request, stream=True)
            try:
                if response.status_code != httpx.codes.OK:
                    raise NotFetched(f"It answers {response.status_code}")
                return await bounded(response.aiter_bytes(), MOST_BYTES)
            finally:
                await response.aclose()


def origin_of(url: httpx.URL) -> str:
    """Return the origin of ``url``, as settings write it: without the port that goes without."""
    return f"{url.scheme}://{url.netloc.decode('ascii')}"


def _port(url: httpx.URL) -> int:
    return 443 if url.scheme == "https" else 80
