"""Serves the sample in a process of its own: serving.py PORT LAME_DUCK DEADLINE [WORK].

The durations are in seconds; WORK is how background work goes: ``obedient``, ``failing`` or
``deaf``.
"""

import asyncio
import sys
from dataclasses import replace
from datetime import timedelta

from app.logs import configure
from app.metrics import make_metrics
from app.serve import run, serve
from settings import LogFormat
from web_sample import SETTINGS, make_app


async def obedient(is_over: asyncio.Event) -> None:
    await is_over.wait()
    print("work is done", flush=True)


async def failing(_: asyncio.Event) -> None:
    raise RuntimeError("broken")


async def deaf(_: asyncio.Event) -> None:
    await asyncio.Event().wait()


def main(port: str, lame_duck: str, deadline: str, work: str = "obedient") -> int:
    settings = replace(
        SETTINGS,
        port=int(port),
        metrics_port=0,
        log_format=LogFormat.JSON,
        lame_duck=timedelta(seconds=float(lame_duck)),
        drain=timedelta(seconds=2),
        stop_deadline=timedelta(seconds=float(deadline)),
    )
    configure(settings, stream=sys.stdout)
    background = {"obedient": obedient, "failing": failing, "deaf": deaf}[work]
    metrics = make_metrics()
    return run(
        serve(make_app(settings=settings), settings, metrics=metrics, background=[background])
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
