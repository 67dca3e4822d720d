"""Servers in Go: built on first use from the public module proxy, which checks their sums."""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from engines.errors import EngineError
from engines.fetch import alone, cache
from engines.process import TOLD_BYTES

BUILD_SECONDS = 900
SUFFIXES = (".go", ".mod", ".sum")


def built(package: str, version: str) -> Path:
    """Return the program of ``package``, an import path, at ``version``.

    Raises:
        EngineError: it cannot be built.
    """
    name = package.rpartition("/")[2]
    program = cache() / f"{name}-{version}" / name
    with alone():
        if not program.exists():
            _build(["install", f"{package}@{version}"], Path.cwd(), program)
    return program


def built_of(source: Path) -> Path:
    """Return the program of a module of ours in the folder ``source``, as its files are now.

    Raises:
        EngineError: it cannot be built.
    """
    files = sorted(path for path in source.iterdir() if path.suffix in SUFFIXES)
    digest = hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
    program = cache() / f"{source.name}-{digest[:16]}" / source.name
    with alone():
        if not program.exists():
            _build(["install", "."], source, program)
    return program


def _build(arguments: Sequence[str], source: Path, program: Path) -> None:
    go = shutil.which("go")
    if go is None:
        raise EngineError(f"Go 1.25 or later is needed on PATH to build {program.name}")
    done = subprocess.run(
        [go, *arguments],
        cwd=source,
        env=dict(os.environ) | {"GOBIN": str(program.parent)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=BUILD_SECONDS,
        check=False,
    )
    if done.returncode != 0:
        said = done.stdout[-TOLD_BYTES:].decode(errors="replace")
        raise EngineError(f"{program.name} could not be built, exit {done.returncode}:\n{said}")
