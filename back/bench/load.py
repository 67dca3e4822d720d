"""Clients that cost little: each sends its requests again and again over an open connection."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle
from typing import Final

WARM_UP_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True)
class Rate:
    """Answers a second, and how long they took, in milliseconds."""

    per_second: float
    median_ms: float
    p95_ms: float
    p99_ms: float


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
    body = await ask(reader, writer, request)
    writer.close()
    await writer.wait_closed()
    return body


async def measure(clients: Sequence[Sequence[bytes]], *, port: int, seconds: float) -> Rate:
    """Let each client send its requests in turn for so long, after a warm-up."""
    await _load(clients, port=port, seconds=WARM_UP_SECONDS)
    start = time.perf_counter()
    times = await _load(clients, port=port, seconds=seconds)
    took = time.perf_counter() - start
    cuts = [cut * 1000 for cut in statistics.quantiles(times, n=100)]
    return Rate(len(times) / took, cuts[49], cuts[94], cuts[98])


async def _load(clients: Sequence[Sequence[bytes]], *, port: int, seconds: float) -> list[float]:
    end = time.perf_counter() + seconds
    runs = await asyncio.gather(*(_repeat(requests, port, end) for requests in clients))
    return [each for run in runs for each in run]


async def _repeat(requests: Sequence[bytes], port: int, end: float) -> list[float]:
    times: list[float] = []
    turns = cycle(requests)
    while time.perf_counter() < end:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
        # Servers end a connection after a thousand requests; a new one costs both alike.
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while (start := time.perf_counter()) < end:
                await ask(reader, writer, next(turns))
                times.append(time.perf_counter() - start)
        writer.close()
    return times


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> bytes:
    """Send a request on an open connection, and return the body of its answer."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    assert lines[0].startswith(b"http/1.1 200"), head
    length = next(line for line in lines if line.startswith(b"content-length:"))
    return await reader.readexactly(int(length.split(b":")[1]))
