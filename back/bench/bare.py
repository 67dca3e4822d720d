"""What the service is measured against: the same Hypercorn, and nothing but the answer.

usage: python bare.py PORT FOLDER   serves each FOLDER/NAME.json at POST /NAME, made by orjson anew
"""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import orjson
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.listener import listen, serve_http
from settings import Settings


def _endpoint(value: object) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    async def answer(request: Request) -> Response:
        await request.body()
        return Response(orjson.dumps(value), media_type="application/json")

    return answer


def _routes(folder: Path) -> list[Route]:
    return [
        Route(f"/{file.stem}", _endpoint(orjson.loads(file.read_bytes())), methods=["POST"])
        for file in folder.glob("*.json")
    ]


async def _main(port: int, routes: list[Route]) -> None:
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)

    async def stopped() -> None:
        await stop.wait()

    await serve_http(listen("127.0.0.1", port), Starlette(routes=routes), Settings(), until=stopped)


if __name__ == "__main__":
    uvloop.run(_main(int(sys.argv[1]), _routes(Path(sys.argv[2]))))
