"""The service on engines of its own, as it runs beyond one machine, to try and to develop with.

Usage: serve.py [arguments of integrates]; without any, it serves for development.  What the engines
hold is gone when they stop.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from engines.dynamodb_local import VARIABLE as DYNAMODB
from engines.dynamodb_local import dynamodb_local
from engines.errors import EngineError
from engines.opensearch import VARIABLE as OPENSEARCH
from engines.opensearch import opensearch
from engines.process import die_with_parent

ROOT = Path(__file__).parents[3]
INTEGRATES = (sys.executable, "-m", "app.command")
FAILED = 1
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(Exception):
    """A signal asked to stop before the service was started."""


def main(arguments: Sequence[str]) -> int:
    """Return the exit code of the service, or 1 if an engine is missing."""
    state = Path(os.environ.get("INTEGRATES_STATE_DIR", ROOT / ".state")) / "engines"
    # The files and the token of stores that are no more.
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True)
    try:
        with ExitStack() as stack:
            with _stoppable():
                environ = _engines(stack, state)
            return _served(arguments, {**os.environ, **environ})
    except EngineError as error:
        print(error, file=sys.stderr)
        return FAILED
    except Stopped:
        return 0


def _engines(stack: ExitStack, state: Path) -> dict[str, str]:
    """Start the engines, and return the settings with which the service runs on them."""
    told: dict[str, str] = {}
    for name, engine in (("dynamodb", dynamodb_local), ("opensearch", opensearch)):
        print(f"{name} starts", flush=True)
        told |= stack.enter_context(engine(state / name))
    return {
        "AWS_ACCESS_KEY_ID": "integrates",
        "AWS_SECRET_ACCESS_KEY": "integrates",
        "INTEGRATES_STATE_DIR": str(state),
        "INTEGRATES_STORE": "dynamodb",
        "INTEGRATES_DYNAMODB_URL": told[DYNAMODB],
        "INTEGRATES_SEARCH": "opensearch",
        "INTEGRATES_OPENSEARCH_URL": told[OPENSEARCH],
    }


def _served(arguments: Sequence[str], environ: Mapping[str, str]) -> int:
    create = [*INTEGRATES, "store", "create"]
    made = subprocess.run(create, cwd=ROOT, env=environ, check=False).returncode
    return made or _forwarding([*INTEGRATES, *arguments], environ)


def _forwarding(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run ``command`` until it ends, as it does soon after a signal."""
    # In a session of its own a terminal's signals do not reach it twice.
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environ,
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - no thread runs
    )

    def forward(number: int, _: FrameType | None) -> None:
        process.send_signal(number)

    for number in SIGNALS:
        signal.signal(number, forward)
    return process.wait()


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let a signal end what is begun in the block as an error would: in order."""

    def stop(_: int, __: FrameType | None) -> None:
        raise Stopped

    for number in SIGNALS:
        signal.signal(number, stop)
    yield


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
