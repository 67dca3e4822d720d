"""The service on engines of its own serves, and leaves nothing behind when it ends."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, STDOUT

import pytest

from engines.serving import ROOT

SCRIPT = Path(__file__).with_name("serve.py")
END_SECONDS = 60


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "back/src"),
        "INTEGRATES_STATE_DIR": str(folder),
        "INTEGRATES_LAME_DUCK": "0",
        "INTEGRATES_METRICS_PORT": "0",
        "INTEGRATES_PORT": "0",
    }
    command = [sys.executable, str(SCRIPT), *arguments]
    process = subprocess.Popen(command, env=environ, stdout=PIPE, stderr=STDOUT, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(process: subprocess.Popen[str], text: str) -> list[str]:
    """Return what ``process`` says up to the line that has ``text``."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if text in line:
            return lines
    raise AssertionError("".join(lines))


def descendants(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [each for child in map(int, found) for each in (child, *descendants(child))]


def is_gone(pid: int) -> bool:
    """Tell whether a process ended; who began it may not have looked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_for(pids: list[int]) -> list[int]:
    """Return which of ``pids`` are still there after a while."""
    end = time.monotonic() + END_SECONDS
    while (left := [pid for pid in pids if not is_gone(pid)]) and time.monotonic() < end:
        time.sleep(0.05)
    return left


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes as Linux shows them")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 0), (signal.SIGKILL, -9)])
def test_nothing_is_left_when_it_ends(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with serving(tmp_path, "serve") as process:
        said = until(process, '"serving"')
        children = descendants(process.pid)

        process.send_signal(number)
        process.communicate(timeout=END_SECONDS)

        assert process.returncode == code
        assert len(children) == 3
        assert wait_for(children) == []
        assert "The store is ready.\n" in said


def test_a_signal_before_the_service_runs_ends_it(tmp_path: Path) -> None:
    with serving(tmp_path) as process:
        until(process, "opensearch starts")

        process.send_signal(signal.SIGINT)
        process.communicate(timeout=END_SECONDS)

        assert process.returncode == 0
