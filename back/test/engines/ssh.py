"""A Git server over SSH: a small one of ours in Go, built on first use, started by its tests."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.errors import EngineError
from engines.go import built_of

VARIABLE = "INTEGRATES_TEST_SSH"
SOURCE = Path(__file__).parent / "ssh_server"


@contextmanager
def ssh(_: Path) -> Iterator[dict[str, str]]:
    """Give the variable that tells tests where the server is.

    Raises:
        EngineError: it cannot be built, or there is no client of SSH to reach it with.
    """
    if shutil.which("ssh") is None:
        raise EngineError("ssh is needed on PATH")
    yield {VARIABLE: str(built_of(SOURCE))}
