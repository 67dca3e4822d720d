"""A proxy before a server, which does all that it is asked and loses many of its answers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

_HEAD_ENDS: Final = b"\r\n\r\n"


@dataclass(slots=True)
class Loser:
    """Asks the server at ``port``, and hangs up in place of answering where ``loses`` says so."""

    port: int
    loses: Callable[[], bool]
    lost: int = 0
    told: int = 0

    async def lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on one request, and its answer once it is there as a whole."""
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            answer = await self._answer(await _message(reader))
            if self.loses():
                self.lost += 1
            else:
                self.told += 1
                writer.write(answer)
                await writer.drain()
        writer.close()

    async def _answer(self, request: bytes) -> bytes:
        theirs, ours = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            ours.write(request)
            await ours.drain()
            return await _message(theirs)
        finally:
            ours.close()


@asynccontextmanager
async def losing(port: int, loses: Callable[[], bool]) -> AsyncIterator[tuple[Loser, str]]:
    """Give the proxy, and the address at which it listens."""
    loser = Loser(port, loses)
    server = await asyncio.start_server(loser.lead, "127.0.0.1", 0)
    try:
        yield loser, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()


async def _message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(_HEAD_ENDS)
    lengths = [
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    return head + (await reader.readexactly(lengths[0]) if lengths else b"")
