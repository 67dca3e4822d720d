"""Serves the sample as a worker of a supervisor, which adds the options."""

import argparse
import asyncio
import socket
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from app import create_app
from app.logs import configure
from app.metrics import make_metrics, share_metrics
from app.serve import run, serve_on
from app.supervisor.worker import tied
from settings import LogFormat
from web_sample import SETTINGS, Seen, make_schema, make_world

WORKING = replace(SETTINGS, log_format=LogFormat.JSON, lame_duck=timedelta(seconds=0.5))


async def work(given: argparse.Namespace) -> int:
    tie = tied(given.tie, WORKING)
    configure(WORKING, stream=sys.stdout, worker=given.slot)
    share_metrics(given.metrics, given.slot)
    metrics = make_metrics()
    app = create_app(make_world(Seen()), schema=make_schema(), settings=WORKING, metrics=metrics)
    opened = socket.socket(fileno=given.socket)
    return await serve_on([opened], app, WORKING, metrics=metrics, background=[idle], tie=tie)


async def idle(is_over: asyncio.Event) -> None:
    await is_over.wait()


def main() -> int:
    parser = argparse.ArgumentParser()
    for number in ("--socket", "--tie", "--slot"):
        parser.add_argument(number, type=int)
    parser.add_argument("--metrics", type=Path)
    return run(work(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
