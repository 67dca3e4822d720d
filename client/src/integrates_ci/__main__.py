"""Entry point of the command, of ``python -m integrates_ci`` and of its folder run as such."""

import io
import os
import secrets
import sys
import time

if not __package__:  # run as a folder: what Python put on the path is this folder, not its parent
    sys.path[0] = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib would be looked for in this folder

from integrates_ci.command import main
from integrates_ci.world import World

JITTER = 0.2  # so that builds which failed together do not come back together


def _pause(seconds: float) -> None:
    time.sleep(seconds * secrets.SystemRandom().uniform(1, 1 + JITTER))


def run() -> None:
    """Run the command on this process' arguments and exit with its code."""
    for stream in (sys.stdout, sys.stderr):
        assert isinstance(stream, io.TextIOWrapper)
        stream.reconfigure(errors="backslashreplace")
    world = World(
        environ=os.environ,  # noqa: TID251 - this is the entry point
        out=sys.stdout,
        err=sys.stderr,
        pause=_pause,
        clock=time.monotonic,
    )
    try:
        code = main(sys.argv[1:], world)
        sys.stdout.flush()
    except BrokenPipeError:  # what read our output, ``head`` for one, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


if __name__ == "__main__":
    run()
