"""A client that costs little: it sends the same bytes again and again over open connections."""

import asyncio
import statistics
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

CONNECTIONS: Final = 4
WARM_UP_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Rate:
    """Answers a second, and how long they took, in milliseconds."""

    per_second: float
    median_ms: float
    p95_ms: float


def post(path: str, body: bytes, *, port: int, token: str = "") -> bytes:
    """Return the bytes of a POST request."""
    signed = f"Authorization: Bearer {token}\r\n" if token else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{signed}"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def answer(request: bytes, *, port: int) -> bytes:
    """Return the body of one answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = await _ask(reader, writer, request)
    writer.close()
    await writer.wait_closed()
    return body


async def measure(request: bytes, *, port: int, seconds: float) -> Rate:
    """Send ``request`` for so long, after a warm-up, and return what came of it."""
    await _load(request, port=port, seconds=WARM_UP_SECONDS)
    start = time.perf_counter()
    times = await _load(request, port=port, seconds=seconds)
    took = time.perf_counter() - start
    cuts = statistics.quantiles(times, n=20)
    return Rate(len(times) / took, statistics.median(times) * 1000, cuts[-1] * 1000)


async def _load(request: bytes, *, port: int, seconds: float) -> list[float]:
    end = time.perf_counter() + seconds
    runs = await asyncio.gather(*(_repeat(request, port, end) for _ in range(CONNECTIONS)))
    return [each for run in runs for each in run]


async def _repeat(request: bytes, port: int, end: float) -> list[float]:
    times: list[float] = []
    while time.perf_counter() < end:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
        # Servers end a connection after a thousand requests; a new one costs both alike.
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while (start := time.perf_counter()) < end:
                await _ask(reader, writer, request)
                times.append(time.perf_counter() - start)
        writer.close()
    return times


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    assert lines[0].startswith(b"http/1.1 200"), head
    length = next(line for line in lines if line.startswith(b"content-length:"))
    return await reader.readexactly(int(length.split(b":")[1]))
