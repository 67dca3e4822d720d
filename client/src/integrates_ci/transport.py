"""Sends a request until it is answered, for a bounded time."""

import http.client
import json
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from integrates_ci import VERSION
from integrates_ci.address import Server
from integrates_ci.errors import Failure, UnknownAnswer, Unreachable
from integrates_ci.multipart import Body

TIMEOUT_SECONDS: Final = 60.0  # for each read; an import's mutation answers within 25
ANSWER_BYTES: Final = 32 * 1024 * 1024
WAITS_SECONDS: Final = (0.5, 1.0, 2.0, 4.0, 8.0)  # before each further attempt
LONGEST_WAIT_SECONDS: Final = 120.0
_PASSING: Final = frozenset({429, 502, 503, 504})


class Passing(Failure):
    """A fault that may heal by itself; ``wait`` is for how many seconds it asks."""

    def __init__(self, message: str, *, wait: float = 0) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    content: Any


def exchange(
    server: Server,
    body: Body | None,
    *,
    key: str,
    pause: Callable[[float], None],
    check: Callable[[Answer], None] = lambda _: None,
) -> Answer:
    """Post ``body``, or ask without one, and return what is answered, as parsed JSON.

    Faults of the network, answers that ask for patience and those for which ``check``
    raises ``Passing`` are tried again, under the same idempotency ``key``.

    Raises:
        Unreachable: no attempt got an answer, or the server asks for too much patience.
        UnknownAnswer: what answered is no GraphQL server.
    """
    for wait in (*WAITS_SECONDS, None):
        try:
            answer = _post(server, body, key)
            check(answer)
        except Passing as fault:
            if wait is None or fault.wait > LONGEST_WAIT_SECONDS:
                raise Unreachable(str(fault)) from fault
            pause(max(wait, fault.wait))
        else:
            return answer
    raise AssertionError


def _post(server: Server, body: Body | None, key: str) -> Answer:
    connection = _connection(server)
    try:
        _send(connection, server, body, key)
        response = connection.getresponse()
        data = response.read(ANSWER_BYTES + 1)
    except ssl.SSLCertVerificationError as error:
        raise Unreachable(
            f"The certificate of {server.host} is not trusted: {error.verify_message}"
        ) from error
    except (OSError, http.client.HTTPException) as error:
        name = f"{server.host}:{server.port}"
        raise Passing(f"{name} does not answer ({type(error).__name__}: {error})") from error
    finally:
        connection.close()
    return _read(response, data)


def _connection(server: Server) -> http.client.HTTPConnection:
    if not server.is_secure:
        return http.client.HTTPConnection(server.host, server.port, timeout=TIMEOUT_SECONDS)
    host, port = server.proxy or (server.host, server.port)
    connection = http.client.HTTPSConnection(
        host, port, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context()
    )
    if server.proxy:
        connection.set_tunnel(server.host, server.port)
    return connection


def _send(
    connection: http.client.HTTPConnection, server: Server, body: Body | None, key: str
) -> None:
    headers = {
        "Accept": "application/json",
        "Authorization": f"Bearer {server.token}",
        "User-Agent": f"integrates-ci/{VERSION}",
    }
    connection.connect()
    if body is None:
        connection.request("GET", server.target, headers=headers)
        return
    headers |= {"Content-Length": str(body.length), "Content-Type": body.content_type}
    if key:
        headers["Idempotency-Key"] = key
    try:
        connection.request("POST", server.target, body=body.blocks(), headers=headers)
    except (BrokenPipeError, ConnectionResetError):
        # A server that refuses a large body answers and hangs up before it has read it all.
        if connection.sock is None:
            raise
        connection.sock.settimeout(1)


def _read(response: http.client.HTTPResponse, data: bytes) -> Answer:
    status = response.status
    if status in _PASSING:
        wait = _seconds(response.getheader("Retry-After"))
        raise Passing(f"The server is busy (status {status})", wait=wait)
    kind = (response.getheader("Content-Type") or "nothing").partition(";")[0].strip()
    if len(data) > ANSWER_BYTES or "json" not in kind:
        raise UnknownAnswer(
            f"Answered {status} with {kind}: is the address that of the API of Integrates?"
        )
    try:
        return Answer(status, json.loads(data))
    except ValueError as error:
        raise UnknownAnswer(f"Answered {status} with malformed JSON") from error


def _seconds(retry_after: str | None) -> float:
    # The header may also be a date, which this server never sends: then our own wait is used.
    text = (retry_after or "").strip()
    return float(text) if text.isascii() and text.isdigit() else 0.0
