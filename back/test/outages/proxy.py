"""A proxy before a server, which can be cut off from those who ask it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CHUNK_BYTES = 65536


@dataclass(slots=True)
class Way:
    """The way to a server at ``url``: open, or closed to all who use it and who come."""

    url: str
    is_open: bool = True
    _used: set[asyncio.StreamWriter] = field(default_factory=set)

    def close(self) -> None:
        self.is_open = False
        for writer in self._used:
            writer.close()

    def open(self) -> None:
        self.is_open = True

    async def lead(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, port: int
    ) -> None:
        """Pass on what is said from both sides, until one has nothing more to say."""
        if not self.is_open:
            writer.close()
            return
        theirs, ours = await asyncio.open_connection(host, port)
        ends = {writer, ours}
        self._used |= ends
        async with asyncio.TaskGroup() as group:
            group.create_task(_copied(reader, ours))
            group.create_task(_copied(theirs, writer))
        self._used -= ends


@asynccontextmanager
async def way_to(url: str) -> AsyncIterator[Way]:
    """Give a way to the server at ``url``, open at first."""
    target = urlsplit(url)
    host, port = target.hostname or "", target.port or 0
    way = Way("")

    async def lead(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await way.lead(reader, writer, host, port)

    server = await asyncio.start_server(lead, "127.0.0.1", 0)
    way.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield way
    finally:
        way.close()
        server.close()


async def _copied(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while some := await reader.read(CHUNK_BYTES):
            writer.write(some)
            await writer.drain()
    writer.close()
