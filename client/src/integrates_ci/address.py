"""Where the server is, and whether a token may be sent there."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urlsplit

from integrates_ci.errors import WrongUsage

DEFAULT_URL: Final = "http://localhost:8001/api"
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The token is left out of its text, so that no traceback or log can show it."""

    is_secure: bool
    host: str
    port: int
    target: str
    token: str = field(repr=False)
    proxy: tuple[str, int] | None = None


def server_at(
    url: str, *, token: str, environ: Mapping[str, str], may_be_insecure: bool = False
) -> Server:
    """Return the server at ``url``, reached through the proxy that ``environ`` names.

    Raises:
        WrongUsage: the address or the token cannot be one, or the token would cross a
            network unencrypted.
    """
    parts = _parts(url)
    is_secure = parts.scheme == "https"
    host = parts.hostname or ""
    if not is_secure and not may_be_insecure and not _is_loopback(host):
        raise WrongUsage(
            f"{parts.scheme}://{host} would get the token unencrypted: use https,"
            " or --insecure-http on a network that you trust"
        )
    return Server(
        is_secure=is_secure,
        host=host,
        port=parts.port or _PORTS[parts.scheme],
        target=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        token=_checked(token),
        proxy=_proxy(host, environ) if is_secure else None,
    )


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        is_usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError as error:
        raise WrongUsage(f"The address of the server is malformed: {error}") from error
    if not is_usable:
        raise WrongUsage("The address of the server must look like https://HOST/api")
    if "@" in parts.netloc:
        raise WrongUsage("The address of the server must not hold a user or a password")
    if any(not "!" <= character <= "~" for character in url.strip()):
        raise WrongUsage("The address of the server must be percent-encoded")
    return parts


def _checked(token: str) -> str:
    found = token.strip()
    if not found:
        raise WrongUsage("No token: set INTEGRATES_API_TOKEN, or give --token")
    if not all("!" <= character <= "~" for character in found):
        raise WrongUsage("The token holds a character that no token has")
    return found


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _proxy(host: str, environ: Mapping[str, str]) -> tuple[str, int] | None:
    url = environ.get("https_proxy") or environ.get("HTTPS_PROXY")
    exempt = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    if not url or _is_exempt(host, exempt):
        return None
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme != "http" or not parts.hostname or "@" in parts.netloc:
        raise WrongUsage("HTTPS_PROXY must look like http://HOST:PORT")
    return parts.hostname, parts.port or _PORTS["http"]


def _is_exempt(host: str, exempt: str) -> bool:
    names = [name.strip().lstrip(".").lower() for name in exempt.split(",")]
    return any(name in ("*", host) or host.endswith(f".{name}") for name in names if name)
