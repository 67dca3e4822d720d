"""The engines command: starts the engines, runs the tests that speak to them, stops them.

Usage: run.py [s3] [browser] [arguments of pytest]
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from engines.browser import browser
from engines.dynamodb_local import dynamodb_local
from engines.errors import EngineError
from engines.s3 import s3

Engine = Callable[[Path], AbstractContextManager[dict[str, str]]]

ROOT = Path(__file__).parents[3]
ALWAYS: dict[str, Engine] = {"dynamodb": dynamodb_local}
NAMED: dict[str, Engine] = {"s3": s3, "browser": browser}
SUITES = ("back/test/engines", "back/test/contract", "back/test/functional")
# The suites that an engine adds; that of S3 is part of the contract.
SUITES_OF = {"browser": ("back/test/browser",)}
IN_PARALLEL = ("-n", "auto")
FAILED = 1


def chosen(arguments: Sequence[str]) -> dict[str, Engine]:
    """Return the engines to run: those that need only Python, and those that are named."""
    return ALWAYS | {name: NAMED[name] for name in arguments if name in NAMED}


def for_pytest(arguments: Sequence[str]) -> list[str]:
    """Return the arguments of pytest: given paths, or else every suite of the engines."""
    names = [argument for argument in arguments if argument in NAMED]
    rest = [argument for argument in arguments if argument not in NAMED]
    parallel = () if any(argument.startswith("-n") for argument in rest) else IN_PARALLEL
    if any((ROOT / argument.partition("::")[0]).exists() for argument in rest):
        return [*parallel, *rest]
    added = [suite for name in names for suite in SUITES_OF.get(name, ())]
    return [*parallel, *rest, *SUITES, *added]


def main(arguments: Sequence[str]) -> int:
    """Return pytest's exit code, or 1 if an engine is missing."""
    with tempfile.TemporaryDirectory(prefix="integrates-engines-") as folder, ExitStack() as stack:
        environ = dict(os.environ)
        for name, engine in chosen(arguments).items():
            try:
                environ |= stack.enter_context(engine(Path(folder) / name))
            except EngineError as error:
                print(f"{name}: {error}", file=sys.stderr)
                return FAILED
            print(f"{name} is ready", flush=True)
        tests = [sys.executable, "-m", "pytest", *for_pytest(arguments)]
        return subprocess.run(tests, cwd=ROOT, env=environ, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
