"""Speaking HTTP by hand, to say what no client would."""

import asyncio
import re
from dataclasses import dataclass
from typing import Final

PATIENCE: Final = 20  # seconds
_LENGTH: Final = re.compile(r"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The answers that came, and whether the server hung up after them."""

    statuses: tuple[int, ...]
    heads: tuple[str, ...]
    bodies: tuple[str, ...]
    was_closed: bool


async def say(port: int, *parts: bytes, answers: int = 1) -> Heard:
    """Send ``parts``, and listen until so many answers are there or the server hangs up.

    Whether it hung up is only known of a server that said so, or gave fewer answers.
    """
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    heads: list[str] = []
    bodies: list[str] = []
    try:
        async with asyncio.timeout(PATIENCE):
            await _send(writer, parts)
            while len(heads) < answers:
                heads.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
                length = _LENGTH.search(heads[-1])
                body = await reader.readexactly(int(length[1]) if length else 0)
                bodies.append(body.decode("utf-8"))
            was_closed = "connection: close" in heads[-1].lower() and not await reader.read()
    except (asyncio.IncompleteReadError, ConnectionError):
        was_closed = True
    finally:
        writer.close()
    statuses = tuple(int(head[9:12]) for head in heads)
    return Heard(statuses=statuses, heads=tuple(heads), bodies=tuple(bodies), was_closed=was_closed)


async def _send(writer: asyncio.StreamWriter, parts: tuple[bytes, ...]) -> None:
    for part in parts:
        writer.write(part)
        await writer.drain()
