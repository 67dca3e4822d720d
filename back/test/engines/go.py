"""Engines that Go builds on first use, each version once a machine."""

import os
import shutil
import subprocess
from pathlib import Path

from engines.errors import EngineError
from engines.fetch import alone, cache
from engines.process import TOLD_BYTES

BUILD_SECONDS = 900


def built(engine: str, module: str, version: str) -> Path:
    """Return the program that ``module``, a Go package of commands, is in this version.

    Raises:
        EngineError: it cannot be built.
    """
    name = module.rpartition("/")[2]
    folder = cache() / f"{name}-{version}"
    program = folder / name
    with alone():
        if not program.exists():
            _build(engine, f"{module}@{version}", folder)
    return program


def _build(engine: str, package: str, folder: Path) -> None:
    go = shutil.which("go")
    if go is None:
        raise EngineError(f"{engine}: Go 1.25 or later is needed on PATH to build the server")
    done = subprocess.run(
        [go, "install", package],
        env=dict(os.environ) | {"GOBIN": str(folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=BUILD_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        said = done.stdout[-TOLD_BYTES:].decode(errors="replace")
        raise EngineError(
            f"{engine}: the server could not be built, exit {done.returncode}:\n{said}"
        )
