"""A proxy that loses the first answers: the service has worked, and nobody is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

CHUNK_BYTES = 65536


@dataclass(slots=True)
class Proxy:
    """The connection is cut when one of the next ``lost`` answers arrives."""

    url: str
    lost: int = 0


@asynccontextmanager
async def proxied(url: str) -> AsyncIterator[Proxy]:
    target = urlsplit(url)
    proxy = Proxy("")

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_connection(target.hostname, target.port)
        asking = asyncio.create_task(_copy(reader, ours))
        try:
            while answer := await theirs.read(CHUNK_BYTES):
                if proxy.lost:
                    proxy.lost -= 1
                    return
                writer.write(answer)
        finally:
            asking.cancel()
            for stream in (ours, writer):
                stream.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    proxy.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        server.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while asked := await reader.read(CHUNK_BYTES):
            writer.write(asked)
    writer.close()
