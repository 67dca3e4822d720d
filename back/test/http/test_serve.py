"""How a service starts and stops, seen from outside its process."""

import asyncio
import signal
from functools import partial

import httpx
import pytest

import processes
from app.listener import listen
from app.serve import CANNOT_START, FAILED, STOPPED
from web_sample import SIGNED_IN

service = partial(processes.service, "serving.py")


async def test_a_stop_withdraws_readiness_then_ends_what_is_in_flight() -> None:
    async with service(0, 1.0, 30) as serving, httpx.AsyncClient(headers=SIGNED_IN) as client:
        origin = f"http://127.0.0.1:{(await serving.until('serving'))['port']}"
        before = await client.get(f"{origin}/readyz")
        slow = asyncio.create_task(
            client.post(f"{origin}/api", json={"query": "{ waits(seconds: 1.6) }"}, timeout=10)
        )
        serving.process.send_signal(signal.SIGTERM)
        await serving.until("stopping")
        during = await client.get(f"{origin}/readyz")
        late = await client.post(f"{origin}/api", json={"query": "{ me { role } }"})
        answer = await slow
        code, said = await serving.ended()

    assert (before.status_code, during.status_code) == (200, 503)
    assert during.json() == {"status": "stopping"}
    assert (late.status_code, late.headers["connection"]) == (200, "close")
    assert answer.json()["data"] == {"waits": 1}
    assert "work is done" in said
    assert code == STOPPED


async def test_a_second_signal_skips_the_wait() -> None:
    async with service(0, 600, 30) as serving:
        await serving.until("serving")
        serving.process.send_signal(signal.SIGINT)
        await serving.until("stopping")
        serving.process.send_signal(signal.SIGINT)
        code, _ = await serving.ended()

    assert code == STOPPED


async def test_a_stop_that_hangs_ends_at_its_deadline() -> None:
    async with service(0, 600, 0.3) as serving:
        await serving.until("serving")
        serving.process.send_signal(signal.SIGTERM)
        code, _ = await serving.ended()

    assert code == FAILED


@pytest.mark.parametrize("work", ["failing", "deaf"])
async def test_background_work_that_fails_or_does_not_end_is_told(work: str) -> None:
    async with service(0, 0, 30, work) as serving:
        if work == "deaf":
            await serving.until("serving")
            serving.process.send_signal(signal.SIGTERM)
        stopped = await serving.until("stopped")
        code, _ = await serving.ended()

    assert stopped["failures"] == [
        "failing" if work == "failing" else "background work did not end"
    ]
    assert code == FAILED


async def test_a_port_that_is_taken_is_told() -> None:
    with listen("127.0.0.1", 0) as taken:
        async with service(taken.getsockname()[1], 0, 30) as serving:
            told = await serving.until("cannot listen")
            code, _ = await serving.ended()

    assert "Address already in use" in told["reason"]
    assert code == CANNOT_START
