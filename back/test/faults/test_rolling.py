"""F12: all workers are replaced under load, and no request fails."""

import asyncio
import signal
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from httpx import AsyncClient, HTTPError

from processes import HERE, service
from web_sample import SIGNED_IN

WORKERS: Final = 2


@dataclass(slots=True)
class Outcomes:
    """How requests went, by answer or error; ``is_over`` once no more are to be sent."""

    seen: Counter[str] = field(default_factory=Counter)
    is_over: bool = False


async def test_a_rolling_restart_fails_no_request() -> None:
    fresh, kept = Outcomes(), Outcomes()
    async with service(
        "supervising.py", 0, 30, WORKERS, "", sys.executable, HERE / "worker_serving.py"
    ) as supervisor:
        api = f"http://127.0.0.1:{(await supervisor.until('supervising'))['port']}/api"
        first = {(await supervisor.until("worker ready"))["pid"] for _ in range(WORKERS)}
        asking = [asyncio.create_task(_ask_afresh(api, fresh)) for _ in range(2)]
        asking += [asyncio.create_task(_ask_on(api, kept)) for _ in range(2)]
        supervisor.process.send_signal(signal.SIGHUP)
        ended = {(await supervisor.until("worker ended"))["pid"] for _ in range(WORKERS)}
        fresh.is_over = kept.is_over = True
        await asyncio.gather(*asking)

    assert ended == first
    assert set(fresh.seen) == set(kept.seen) == {"200"}
    assert min(fresh.seen["200"], kept.seen["200"]) >= 10


async def _ask_afresh(api: str, outcomes: Outcomes) -> None:
    """Ask again and again, over a connection each time."""
    while not outcomes.is_over:
        async with AsyncClient(headers=SIGNED_IN) as client:
            await _ask(client, api, outcomes)


async def _ask_on(api: str, outcomes: Outcomes) -> None:
    """Ask again and again over one connection, until the server ends that."""
    async with AsyncClient(headers=SIGNED_IN) as client:
        while not outcomes.is_over:
            await _ask(client, api, outcomes)


async def _ask(client: AsyncClient, api: str, outcomes: Outcomes) -> None:
    try:
        answer = await client.post(api, json={"query": "{ waits(seconds: 0.01) }"})
    except HTTPError as error:
        outcomes.seen[repr(error)] += 1
    else:
        outcomes.seen[str(answer.status_code)] += 1
