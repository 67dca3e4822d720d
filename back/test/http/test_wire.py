"""Requests as bytes, on a real server: what two parsers could read differently is refused."""

import asyncio
from contextlib import suppress
from typing import Final

import pytest

from web_sample import TOKEN, Seen, make_app, served
from wire import PATIENCE, say

BODY: Final = b'{"query": "mutation { rename(name: \\"x\\") { role } }"}'
GOOD: Final = (
    b"POST /api HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + TOKEN.encode() + b"\r\n"
    b"Content-Type: application/json\r\n"
)
LENGTH: Final = b"Content-Length: %d\r\n" % len(BODY)
CHUNKED: Final = b"Transfer-Encoding: chunked\r\n"
IN_CHUNKS: Final = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
END: Final = b"\r\n"
KIB: Final = 1024
MIB: Final = 1024 * KIB
FLOOD: Final = b"10000\r\n" + b"x" * 65_536 + b"\r\n"

REFUSED: Final = {
    "length and chunks": (GOOD + LENGTH + CHUNKED + END + IN_CHUNKS, 400),
    "chunks and length": (GOOD + CHUNKED + LENGTH + END + IN_CHUNKS, 400),
    "two lengths": (GOOD + LENGTH + b"Content-Length: 1\r\n" + END + BODY, 400),
    "negative length": (GOOD + b"Content-Length: -1\r\n" + END + BODY, 400),
    "length with a sign": (GOOD + b"Content-Length: +53\r\n" + END + BODY, 400),
    "unknown coding": (GOOD + b"Transfer-Encoding: gzip\r\n" + END + IN_CHUNKS, 501),
    "coding in disguise": (GOOD + b"Transfer-Encoding: xchunked\r\n" + END + IN_CHUNKS, 501),
    "two codings": (GOOD + b"Transfer-Encoding: gzip, chunked\r\n" + END + IN_CHUNKS, 501),
    "space before the colon": (GOOD + b"Content-Length : 53\r\n" + END + BODY, 400),
    "no host": (GOOD.replace(b"Host: localhost\r\n", b"") + LENGTH + END + BODY, 400),
    "two hosts": (GOOD + b"Host: other\r\n" + LENGTH + END + BODY, 400),
    "odd host": (GOOD.replace(b"localhost", b"a b/c?d") + LENGTH + END + BODY, 400),
    "host with a user": (GOOD.replace(b"localhost", b"evil@localhost") + LENGTH + END + BODY, 400),
    "two identities": (GOOD + b"Authorization: Bearer y\r\n" + LENGTH + END + BODY, 400),
    "two types": (GOOD + b"Content-Type: text/plain\r\n" + LENGTH + END + BODY, 400),
    "NUL in a value": (GOOD + b"X-A: a\0b\r\n" + LENGTH + END + BODY, 400),
    "bad end of a chunk": (GOOD + CHUNKED + END + b"1\r\nxx\r\n0\r\n\r\n", 400),
    "too many headers": (
        GOOD + b"".join(b"X-%d: 1\r\n" % n for n in range(1_500 // 15)) + LENGTH + END + BODY,
        431,
    ),
    "1,500 headers": (
        GOOD + b"".join(b"X-%d:\r\n" % n for n in range(1_500)) + LENGTH + END + BODY,
        431,
    ),
    "too large headers": (GOOD + b"X-A: " + b"a" * 65_536 + END + LENGTH + END + BODY, 431),
    "HTTP/2 by upgrade": (
        GOOD
        + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
        + LENGTH
        + END
        + BODY,
        400,
    ),
    "HTTP/2 by upgrade, without a body": (
        b"GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
        400,
    ),
    "HTTP/2 by prior knowledge": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "HTTP/0.9": (b"GET /api\r\n\r\n", 400),
    "no HTTP at all": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 60 + END, 400),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_an_ambiguous_request_is_refused_and_the_connection_ends(name: str) -> None:
    seen = Seen()
    request, status = REFUSED[name]

    async with served(make_app(seen)) as port:
        heard = await say(port, request)

    assert heard.statuses == (status,)
    assert heard.was_closed
    assert seen.mutations == []


ACCEPTED: Final = {
    "length": GOOD + LENGTH + END + BODY,
    "chunks": GOOD + CHUNKED + END + IN_CHUNKS,
    "chunks in capitals": GOOD + b"Transfer-Encoding: Chunked\r\n" + END + IN_CHUNKS,
    "one hundred headers": (
        GOOD + b"".join(b"X-%d: 1\r\n" % n for n in range(96)) + LENGTH + END + BODY
    ),
    "folded header": GOOD + b"X-A: a\r\n b\r\n" + LENGTH + END + BODY,
    "bare line feeds": (GOOD + LENGTH + END).replace(b"\r\n", b"\n") + BODY,
    "host with a port": GOOD.replace(b"localhost", b"[::1]:8001") + LENGTH + END + BODY,
}


@pytest.mark.parametrize("name", ACCEPTED)
async def test_a_sound_request_runs_once_and_the_connection_goes_on(name: str) -> None:
    seen = Seen()

    async with served(make_app(seen)) as port:
        heard = await say(port, ACCEPTED[name], ACCEPTED[name], answers=2)

    assert heard.statuses == (200, 200)
    assert seen.mutations == ["rename", "rename"]


async def test_what_follows_an_ambiguous_request_is_not_read_as_another_one() -> None:
    seen = Seen()
    smuggled = GOOD + CHUNKED + LENGTH + END + b"0\r\n\r\n" + GOOD + LENGTH + END + BODY

    async with served(make_app(seen)) as port:
        heard = await say(port, smuggled, answers=2)

    assert heard.statuses == (400,)
    assert heard.was_closed
    assert seen.mutations == []


async def test_a_web_socket_is_refused() -> None:
    request = (
        b"GET /api HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Origin: https://evil.example\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Protocol: graphql-ws\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )

    async with served(make_app()) as port:
        heard = await say(port, request)

    assert heard.statuses == (403,)


async def test_a_body_without_end_is_refused_at_its_limit_and_cut_soon_after() -> None:
    async with served(make_app()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        sent: list[int] = []
        writer.write(GOOD + CHUNKED + END)
        flooding = asyncio.create_task(flood(writer, sent))
        async with asyncio.timeout(20):
            status = await reader.readline()
            sent_until_told = sum(sent)
            await flooding
        writer.close()

    assert status.startswith(b"HTTP/1.1 413 ")
    assert sent_until_told < 256 * KIB + 4 * MIB
    assert sum(sent) < 256 * KIB + 16 * MIB


async def test_a_head_that_never_ends_is_cut_off() -> None:
    async with served(make_app()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST /api HTTP/1.1\r\nHost: local")
        async with asyncio.timeout(PATIENCE):
            told = await reader.read()
        writer.close()

    assert told == b""


async def flood(writer: asyncio.StreamWriter, sent: list[int]) -> None:
    with suppress(ConnectionError):
        while sum(sent) < 200 * MIB:
            writer.write(FLOOD)
            await writer.drain()
            sent.append(len(FLOOD))


@pytest.mark.parametrize("size", [100 * KIB, 3 * MIB])
async def test_who_is_refused_while_sending_still_hears_why(size: int) -> None:
    head = (
        b"POST /api HTTP/1.1\r\nHost: localhost\r\nX-Requested-With: test\r\n"
        b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n" % size
    )

    async with served(make_app()) as port:
        heard = await say(port, head, b"x" * size)
        again = await say(port, head, b"x" * size, GOOD + LENGTH + END + BODY, answers=2)

    assert heard.statuses == (200,)
    assert "Login required" in heard.bodies[0]
    assert again.statuses == (200, 200)


async def test_every_answer_bears_the_security_headers_and_no_server() -> None:
    async with served(make_app()) as port:
        found = await say(port, GOOD + LENGTH + END + BODY)
        missing = await say(port, b"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n")
        refused = await say(port, b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n")

    assert (found.statuses, missing.statuses, refused.statuses) == ((200,), (404,), (400,))
    for heard in (found, missing, refused):
        head = heard.heads[0].lower()
        assert "\r\nserver:" not in head
        for name in (
            "strict-transport-security: max-age=31536000",
            "x-content-type-options: nosniff",
            "content-security-policy: default-src 'none'",
            "cache-control: must-revalidate, no-cache, no-store",
            "x-request-id: ",
        ):
            assert f"\r\n{name}" in head
