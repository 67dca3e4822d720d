"""The service as a process of its own, to be killed; and what clients ask of it."""

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from httpx import AsyncClient, HTTPError

_SOURCE: Final = Path(__file__).parents[2] / "src"
_START_SECONDS: Final = 60


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Server:
    """A server on ``state``, which outlives the process; the token is good across restarts.

    Its log goes to ``log`` when there is one, and tells of each request then.
    """

    state: Path
    options: tuple[str, ...] = ()
    log: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    command: str = "serve"
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def token(self) -> str:
        return (self.state / "token").read_text().strip()

    async def start(self) -> None:
        """Start the process and wait until it is ready."""
        environ = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("INTEGRATES_", "COV_"))},
            "PYTHONPATH": str(_SOURCE),
            "INTEGRATES_ENVIRONMENT": "development",
            "INTEGRATES_LAME_DUCK": "0",
            "INTEGRATES_LOG_FORMAT": "json",
            "INTEGRATES_LOG_LEVEL": "info" if self.log else "error",
            "INTEGRATES_METRICS_PORT": "0",
            "INTEGRATES_PORT": str(self.port),
            "INTEGRATES_RATE_LIMITS": "false",
            "INTEGRATES_STATE_DIR": str(self.state),
            **self.settings,
        }
        self.process = _run(environ, (self.command, *self.options), self.log)
        async with asyncio.timeout(_START_SECONDS), AsyncClient() as client:
            while not await _is_ready(client, self.address):
                assert self.process.poll() is None, "the server ended while it started"

    def kill(self) -> None:
        """End the process as a power failure would, whatever it does."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask the process to stop and return its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(30)


def _run(
    environ: dict[str, str], arguments: tuple[str, ...], log: Path | None
) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "app.command", *arguments]
    with log.open("ab") if log else nullcontext() as lines:
        return subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=lines)


async def _is_ready(client: AsyncClient, address: str) -> bool:
    try:
        return (await client.get(f"{address}/readyz")).status_code == 200
    except HTTPError:
        return False


async def ask(
    client: AsyncClient, server: Server, query: str, **variables: object
) -> dict[str, Any]:
    """Return the data of an acknowledged request.

    Raises:
        HTTPError: no answer came.
    """
    response = await client.post(
        f"{server.address}/api",
        json={"query": query, "variables": variables},
        headers={"Authorization": f"Bearer {server.token}"},
    )
    return _data(response.json())


async def upload(
    client: AsyncClient, server: Server, query: str, report: bytes, **variables: object
) -> dict[str, Any]:
    """Return the data of an acknowledged request whose variable ``report`` is a file."""
    return _data(await send(client, server, query, report, **variables))


async def send(
    client: AsyncClient, server: Server, query: str, report: bytes, **variables: object
) -> dict[str, Any]:
    """Return the answer to a request whose variable ``report`` is a file."""
    operations = {"query": query, "variables": {**variables, "report": None}}
    response = await client.post(
        f"{server.address}/api",
        data={"operations": json.dumps(operations), "map": '{"0": ["variables.report"]}'},
        files={"0": ("report.sarif", report, "application/json")},
        headers={"Authorization": f"Bearer {server.token}"},
    )
    body: dict[str, Any] = response.json()
    return body


def _data(body: dict[str, Any]) -> dict[str, Any]:
    assert "errors" not in body, body
    data: dict[str, Any] = body["data"]
    return data
