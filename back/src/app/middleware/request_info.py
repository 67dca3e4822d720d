"""Gives each request an id and an address, which only proxies that we know may tell."""

import re
from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final, TypeAlias

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.types import INFO_KEY, RequestInfo

_ID: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
_Network: TypeAlias = IPv4Network | IPv6Network


def request_info(app: ASGIApp, *, proxies: Sequence[str], new_id: Callable[[], str]) -> ASGIApp:
    """Put a ``RequestInfo`` into the scope, and its id into the answer and all log lines."""
    trusted = tuple(ip_network(proxy) for proxy in proxies)

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        info = _info(scope, trusted, new_id)
        scope[INFO_KEY] = info

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-request-id", info.id.encode())]
            await send(message)

        # A connection's next request, and whoever called in this very task, are not this one.
        with structlog.contextvars.bound_contextvars(request_id=info.id):
            await app(scope, receive, send_with_id)

    return wrapped


def _info(scope: Scope, trusted: Sequence[_Network], new_id: Callable[[], str]) -> RequestInfo:
    headers = headers_of(scope)
    peer = scope["client"][0] if scope.get("client") else ""
    if not _is_trusted(peer, trusted):
        return RequestInfo(id=new_id(), address=peer, headers=headers)
    given = headers.get("x-request-id", "")
    return RequestInfo(
        id=given if _ID.fullmatch(given) else new_id(),
        address=client_address(peer, headers.get("x-forwarded-for", ""), trusted),
        headers=headers,
    )


def headers_of(scope: Scope) -> dict[str, str]:
    """Return the headers by name, those that came several times joined as HTTP says."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        if name in headers:
            value = f"{headers[name]}{'; ' if name == 'cookie' else ', '}{value}"
        headers[name] = value
    return headers


def client_address(peer: str, forwarded: str, trusted: Sequence[_Network]) -> str:
    """Return the last address that was not told by an unknown one.

    Every hop appends the address that it was called from, so only what stands to the right of
    the first unknown hop was written by proxies of ours.
    """
    address = peer
    for hop in reversed([part.strip() for part in forwarded.split(",") if part.strip()]):
        if not _is_trusted(address, trusted) or not _is_address(hop):
            return address
        address = hop
    return address


def _is_trusted(address: str, trusted: Sequence[_Network]) -> bool:
    return (
        bool(trusted)
        and _is_address(address)
        and any(ip_address(address) in network for network in trusted)
    )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
