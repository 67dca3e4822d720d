"""Hundreds who send next to nothing, for as long as they may, keep nobody else waiting."""

import asyncio
from contextlib import AsyncExitStack
from time import perf_counter
from typing import Final

from web_sample import TOKEN, make_app, served
from wire import PATIENCE, say

SLOW: Final = 200
PROBES: Final = 40
SECONDS: Final = 0.5  # that a probe may take, 19 in 20
PROBE: Final = b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"
LINE: Final = b"POST /api HTTP/1.1\r\nHost: localhost\r\n"
SIGNED_IN: Final = b"Authorization: Bearer " + TOKEN.encode() + b"\r\n"
BODY: Final = LINE + SIGNED_IN + b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n"
# How much of a request each has sent, of which the next byte never comes.
BEGUN: Final = (LINE + b"X-A: ", BODY, BODY + b'{"query"')


async def test_many_slow_clients_are_cut_off_and_meanwhile_others_are_answered() -> None:
    async with served(make_app()) as port, AsyncExitStack() as stack:
        slow = [await asyncio.open_connection("127.0.0.1", port) for _ in range(SLOW)]
        for number, (_, writer) in enumerate(slow):
            stack.callback(writer.close)
            writer.write(BEGUN[number % len(BEGUN)])
            await writer.drain()

        took = sorted([await _probed(port) for _ in range(PROBES)])
        async with asyncio.timeout(PATIENCE):
            told = await asyncio.gather(*(reader.read() for reader, _ in slow))

    assert took[PROBES * 19 // 20 - 1] < SECONDS
    assert {answer.partition(b"\r\n")[0] for answer in told} <= {
        b"",
        b"HTTP/1.1 400 ",
        b"HTTP/1.1 408 ",
        b"HTTP/1.1 503 ",
    }


async def _probed(port: int) -> float:
    begun = perf_counter()
    heard = await say(port, PROBE)
    assert heard.statuses == (200,)
    return perf_counter() - begun
