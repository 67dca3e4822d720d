"""The engines command: starts the engines, runs the tests that speak to them, stops them.

Usage: run.py [s3] [kms] [browser] [nginx] [oidc] [ssh] [arguments of pytest]
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
from engines.kms import kms
from engines.nginx import nginx
from engines.oidc import oidc
from engines.opensearch import opensearch
from engines.s3 import s3
from engines.ssh import ssh

Engine = Callable[[Path], AbstractContextManager[dict[str, str]]]

ROOT = Path(__file__).parents[3]
ALWAYS: dict[str, Engine] = {"dynamodb": dynamodb_local, "opensearch": opensearch}
NAMED: dict[str, Engine] = {
    "s3": s3,
    "kms": kms,
    "browser": browser,
    "nginx": nginx,
    "oidc": oidc,
    "ssh": ssh,
}
# Each run has engines of its own: DynamoDB Local slows down with what it was ever asked to hold.
RUNS = (
    ("back/test/engines", "back/test/contract"),
    ("back/test/functional", "back/test/outages"),
)
# The suites that an engine adds to the first run; those of S3 and KMS are part of the contract.
SUITES_OF = {
    "browser": ("back/test/browser",),
    "nginx": ("back/test/proxy",),
    "oidc": ("back/test/oidc",),
    "ssh": ("back/test/ssh",),
}
IN_PARALLEL = ("-n", "auto")
FAILED = 1
NO_TESTS = 5


def chosen(arguments: Sequence[str]) -> dict[str, Engine]:
    """Return the engines to run: those that need only Python, and those that are named."""
    return ALWAYS | {name: NAMED[name] for name in arguments if name in NAMED}


def for_pytest(arguments: Sequence[str]) -> list[list[str]]:
    """Return the arguments of each run of pytest: given paths, or else every suite."""
    names = [argument for argument in arguments if argument in NAMED]
    rest = [argument for argument in arguments if argument not in NAMED]
    parallel = () if any(argument.startswith("-n") for argument in rest) else IN_PARALLEL
    if any((ROOT / argument.partition("::")[0]).exists() for argument in rest):
        return [[*parallel, *rest]]
    first, *others = RUNS
    added = [suite for name in names for suite in SUITES_OF.get(name, ())]
    return [[*parallel, *rest, *suites] for suites in ((*first, *added), *others)]


def main(arguments: Sequence[str]) -> int:
    """Return pytest's first exit code that tells of a failure, or 1 if an engine is missing.

    A run without a test is a failure only where no run has one.
    """
    codes = []
    for each in for_pytest(arguments):
        codes.append(_run(chosen(arguments), each))
        if codes[-1] not in (0, NO_TESTS):
            return codes[-1]
    return min(codes)


def _run(engines: dict[str, Engine], arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="integrates-engines-") as folder, ExitStack() as stack:
        environ = dict(os.environ)
        for name, engine in engines.items():
            try:
                environ |= stack.enter_context(engine(Path(folder) / name))
            except EngineError as error:
                print(f"{name}: {error}", file=sys.stderr)
                return FAILED
            print(f"{name} is ready", flush=True)
        tests = [sys.executable, "-m", "pytest", *arguments]
        return subprocess.run(tests, cwd=ROOT, env=environ, check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
