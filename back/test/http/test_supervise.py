"""Several workers under a supervisor, seen from outside their processes."""

import asyncio
import os
import signal
import sys
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Final

import httpx

from app.serve import CANNOT_START, FAILED, STOPPED
from faults.server import free_port
from processes import HERE, Service, service
from web_sample import SIGNED_IN

NO_METRICS: Final = 0
WORKING: Final = (sys.executable, HERE / "worker_serving.py")


def idling(how: str, file: Path | str = "none") -> tuple[object, ...]:
    return (sys.executable, HERE / "worker_idling.py", how, file)


def supervised(
    *command: object, metrics: int = NO_METRICS, deadline: float = 30, source: Path | str = ""
) -> AbstractAsyncContextManager[Service]:
    """Supervise two workers."""
    return service("supervising.py", metrics, deadline, 2, source, *command)


async def ready(supervisor: Service) -> list[int]:
    """Return the processes of both workers once they are ready."""
    return [(await supervisor.until("worker ready"))["pid"] for _ in range(2)]


async def counted(client: httpx.AsyncClient, metrics: int) -> dict[str, float]:
    """Return the series without labels, and how many requests were answered."""
    text = (await client.get(f"http://127.0.0.1:{metrics}/metrics")).text
    lines = [line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#")]
    series = {name: float(value) for name, value in lines}
    answered = [value for name, value in series.items() if name.startswith("integrates_requests_t")]
    return {**series, "answered": sum(answered)}


async def ask(client: httpx.AsyncClient, origin: str, *, times: int) -> None:
    for _ in range(times):
        answer = await client.post(f"{origin}/api", json={"query": "{ me { role } }"})
        assert answer.status_code == 200


async def test_a_stop_lets_every_worker_answer() -> None:
    metrics = free_port()
    async with (
        supervised(*WORKING, metrics=metrics) as supervisor,
        httpx.AsyncClient(headers=SIGNED_IN) as client,
    ):
        api = f"http://127.0.0.1:{(await supervisor.until('supervising'))['port']}/api"
        await ready(supervisor)
        slow = [
            asyncio.create_task(client.post(api, json={"query": "{ waits(seconds: 0.7) }"}))
            for _ in range(8)
        ]
        while (await counted(client, metrics))["integrates_requests_in_flight"] < 8:
            assert not any(each.done() for each in slow)
        supervisor.process.send_signal(signal.SIGTERM)
        answers = [(await each).json()["data"] for each in slow]
        code, _ = await supervisor.ended()

    assert answers == [{"waits": 1}] * 8
    assert code == STOPPED


async def test_no_worker_outlives_its_supervisor() -> None:
    async with supervised(*WORKING) as supervisor:
        await ready(supervisor)
        supervisor.process.kill()
        # It reads until nobody holds the other end any more.
        _, said = await supervisor.ended()

    assert said.count('"stopped"') == 2


async def test_a_killed_worker_is_replaced_and_its_counters_outlive_it() -> None:
    metrics = free_port()
    async with (
        supervised(*WORKING, metrics=metrics) as supervisor,
        httpx.AsyncClient(headers={**SIGNED_IN, "connection": "close"}) as client,
    ):
        origin = f"http://127.0.0.1:{(await supervisor.until('supervising'))['port']}"
        killed, _ = await ready(supervisor)
        await ask(client, origin, times=20)
        told = [await counted(client, metrics)]
        os.kill(killed, signal.SIGKILL)
        lost = await supervisor.until("worker lost")
        told.append(await counted(client, metrics))
        replaced = await supervisor.until("worker ready")
        await ask(client, origin, times=20)
        told.append(await counted(client, metrics))

    assert (lost["pid"], lost["code"]) == (killed, -signal.SIGKILL)
    assert replaced["worker"] == lost["worker"]
    assert [each["answered"] for each in told] == [20, 20, 40]
    assert [each["integrates_workers_lost_total"] for each in told] == [0, 1, 1]
    assert told[-1]['integrates_workers{phase="ready"}'] == 2
    assert told[-1]["integrates_requests_in_flight"] == 0


async def test_workers_that_end_as_they_start_are_given_up(tmp_path: Path) -> None:
    async with supervised(*idling("obedient", tmp_path)) as supervisor:
        told = await supervisor.until("given up: workers end as soon as they start")
        code, _ = await supervisor.ended()

    assert told["code"] == 3
    assert code == CANNOT_START


async def test_a_release_that_does_not_start_leaves_the_old_workers(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    async with supervised(*idling("obedient", broken)) as supervisor:
        before = await ready(supervisor)
        broken.touch()
        supervisor.process.send_signal(signal.SIGHUP)
        await supervisor.until("rolling restart given up: new workers end as soon as they start")
        for worker in before:
            os.kill(worker, 0)  # fails if it is gone
        broken.unlink()
        supervisor.process.send_signal(signal.SIGHUP)
        ended = {(await supervisor.until("worker ended"))["pid"] for _ in before}

    assert ended == set(before)


async def test_a_worker_that_does_not_stop_is_killed_and_told() -> None:
    async with supervised(*idling("deaf"), deadline=0.1) as supervisor:
        await ready(supervisor)
        supervisor.process.send_signal(signal.SIGTERM)
        stopped = await supervisor.until("stopped")
        code, _ = await supervisor.ended()

    assert stopped["failures"] == [-signal.SIGKILL] * 2
    assert code == FAILED


async def test_a_supervisor_is_ready_when_a_worker_is(tmp_path: Path) -> None:
    metrics, gate = free_port(), tmp_path / "gate"
    os.mkfifo(gate)
    async with (
        supervised(*idling("held", gate), metrics=metrics) as supervisor,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{metrics}") as client,
    ):
        await supervisor.until("worker started")
        alive, early = await client.get("/livez"), await client.get("/readyz")
        with await asyncio.to_thread(gate.open, "wb"):
            await supervisor.until("worker ready")
            late = await client.get("/readyz")
            await supervisor.until("worker ready")

    assert (alive.status_code, early.status_code, late.status_code) == (200, 503, 200)
    assert early.json() == {"status": "unavailable"}


async def test_in_development_a_change_starts_what_could_not_start(tmp_path: Path) -> None:
    broken, module = tmp_path / "broken", tmp_path / "module.py"
    broken.touch()
    async with supervised(*idling("obedient", broken), source=tmp_path) as supervisor:
        for _ in range(4):
            await supervisor.until("worker lost")
        broken.unlink()
        ready_again = asyncio.create_task(supervisor.until("worker ready"))
        # It may not watch yet.
        while not ready_again.done():
            module.touch()
            await asyncio.wait({ready_again}, timeout=0.2)
        supervisor.process.send_signal(signal.SIGHUP)
        code, said = await supervisor.ended()

    assert "given up" not in said
    assert code == STOPPED
