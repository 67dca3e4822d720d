"""Supervises workers: supervising.py METRICS_PORT DEADLINE WORKERS SOURCE COMMAND...

The deadline of a stop is in seconds.  With a SOURCE it is for development, and watches that
folder.  The port is a free one; lines go to standard output.
"""

import sys
from datetime import timedelta
from functools import partial
from pathlib import Path

from app.logs import configure
from app.reload import source_changes
from app.serve import run
from app.supervisor.crew import Plan
from app.supervisor.rules import Policy
from app.supervisor.supervise import supervise
from settings import LogFormat, Settings


def main(metrics: str, deadline: str, workers: str, source: str, *command: str) -> int:
    settings = Settings(
        port=0,
        metrics_port=int(metrics),
        log_format=LogFormat.JSON,
        stop_deadline=timedelta(seconds=float(deadline)),
    )
    configure(settings, stream=sys.stdout)
    plan = Plan(
        settings=settings,
        workers=int(workers),
        command=command,
        policy=Policy(tries=3, margin=0.1),
        changes=partial(source_changes, source=Path(source)) if source else None,
    )
    return run(supervise(plan))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
