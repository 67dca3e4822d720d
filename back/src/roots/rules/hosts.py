"""IP and URL roots; pure."""

from dataclasses import replace
from datetime import datetime
from ipaddress import IPv6Address, ip_address
from typing import Final, TypeVar
from urllib.parse import SplitResult, urlsplit

from db_model.roots.types import IPRoot, IPRootState, Protocol, RootStatus, URLRoot, URLRootState
from db_model.types import Email
from kit.time import milliseconds
from roots.errors import GroupFileNotFound, InvalidRootValue
from roots.rules.git import nickname_from
from roots.rules.status import check_settled
from roots.types import NewIPRoot, NewURLRoot
from store.versions import next_version
from texts.rules import sized

_LONGEST: Final = 1000
_PORTS: Final = {Protocol.HTTP: 80, Protocol.HTTPS: 443}

R = TypeVar("R", IPRoot, URLRoot)


def address_from(text: str) -> str:
    """Return an address of IPv4 or IPv6 in its shortest spelling.

    Raises:
        InvalidRootValue: it is none, or names an interface of one machine.
    """
    try:
        found = ip_address(text.strip())
    except ValueError as error:
        raise InvalidRootValue from error
    if isinstance(found, IPv6Address) and found.scope_id is not None:
        raise InvalidRootValue
    return found.compressed


def ip_state_from(new: NewIPRoot, *, by: Email, at: datetime) -> IPRootState:
    """Return the first state of an IP root.

    Raises:
        AppError: the address or the nickname is refused.
    """
    return IPRootState(
        nickname=nickname_from(new.nickname),
        address=address_from(new.address),
        status=RootStatus.ACTIVE,
        modified_by=by,
        modified_at=at,
    )


def url_state_from(new: NewURLRoot, *, by: Email, at: datetime) -> URLRootState:
    """Return the first state of a URL root: the parts of its address, without a user.

    Raises:
        InvalidRootValue: it is no address of HTTP, HTTPS or a file, or the nickname is none.
        GroupFileNotFound: it is a file, and the group keeps none of this name.
        AppError: it is too long.
    """
    parts, port = _split(sized(new.url.strip(), least=1, most=_LONGEST))
    protocol = _protocol(parts.scheme)
    if not parts.hostname:
        raise InvalidRootValue
    if protocol is Protocol.FILE:
        raise GroupFileNotFound  # groups keep no files
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return URLRootState(
        nickname=nickname_from(new.nickname),
        protocol=protocol,
        host=parts.hostname,
        port=_PORTS[protocol] if port is None else port,
        path=f"{parts.path or '/'}{fragment}",
        query=parts.query or None,
        status=RootStatus.ACTIVE,
        modified_by=by,
        modified_at=at,
    )


def renamed(was: R, nickname: str, *, by: Email, at: datetime) -> R:
    """Return the root under another nickname; ``was`` itself where it bears that already.

    Raises:
        InvalidRootValue: the nickname is none, or the root is not tested any more.
        RootBeingMoved: not all of it is in its new group yet.
        UnsanitizedText: a spreadsheet would take it for a formula.
    """
    if was.state.status is not RootStatus.ACTIVE:
        raise InvalidRootValue
    check_settled(was)
    nickname = nickname_from(nickname)
    if nickname == was.state.nickname:
        return was
    state = replace(was.state, nickname=nickname, modified_by=by, modified_at=at)
    return replace(was, state=state, version=next_version(was.version, milliseconds(at)))


def _split(url: str) -> tuple[SplitResult, int | None]:
    if not url.isprintable() or " " in url:
        raise InvalidRootValue
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InvalidRootValue from error
    return parts, port


def _protocol(scheme: str) -> Protocol:
    try:
        return Protocol(scheme.upper())
    except ValueError as error:
        raise InvalidRootValue from error
