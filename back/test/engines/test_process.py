"""Servers are waited for, their last words told, and none is left behind."""

import sys
from pathlib import Path

import pytest

from engines.errors import EngineError
from engines.process import accepts, free_port, running

SERVE = "import http.server as h; h.test(h.SimpleHTTPRequestHandler, port={port})"
SHOUT = "import sys; print('x' * 9000 + 'the reason'); sys.exit(3)"


def test_a_server_runs_from_when_it_is_ready_to_the_end_of_the_block(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", SERVE.format(port=port)]

    with running(command, tmp_path / "work", ready=lambda: accepts(port)):
        assert accepts(port)

    assert not accepts(port)


def test_a_server_that_ends_early_is_an_error_with_its_last_words(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SHOUT]

    with (
        pytest.raises(EngineError) as caught,
        running(command, tmp_path, ready=lambda: False),
    ):
        pass

    told = str(caught.value)
    assert told.startswith("not ready, exit 3:\nx")
    assert told.endswith("the reason\n")
    assert len(told) == len("not ready, exit 3:\n") + 3000


def test_a_server_that_never_gets_ready_is_stopped(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-c", SERVE.format(port=port)]

    with (
        pytest.raises(EngineError, match="not ready, exit None"),
        running(command, tmp_path, ready=lambda: False, seconds=0.2),
    ):
        pass

    assert not accepts(port)
