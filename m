#!/usr/bin/env python3
"""Run an output of this project: ``./m . OUTPUT [ARGS]``; ``./m .`` lists them.

The outputs bear the names that ``makes.nix`` gives them.  Each runs in an environment made
from ``uv.lock``, which is made anew only when the lock, the project file or Python changed.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

if sys.version_info < (3, 11):  # noqa: UP036 - the older Python is the one that reads this
    sys.exit("m: Python 3.11 or later is needed; try, for example, python3.11 ./m .")

ROOT = Path(__file__).resolve().parent
STATE = ROOT / ".state"
SOURCES = ROOT / "back/src"
PYTHON = Path(sys.executable).resolve()
USAGE_ERROR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """What Python runs, from the root of the project.

    ``{}`` in ``run`` stands for the first argument, which is then required; a part with a
    ``*`` stands for the files that match it.  ``default`` are the arguments when none are
    given.  An argument that is one of ``extras`` adds the dependency group of that name.  A first
    argument that is in ``instead`` is replaced, and so is ``run``, by what it says.
    """

    does: str
    run: tuple[str, ...]
    default: tuple[str, ...] = ()
    groups: tuple[str, ...] = ("dev",)
    extras: tuple[str, ...] = ()
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


PYTEST = ("-m", "pytest")
PLAIN_TESTS = ("back/test", "client/test")
NEED_MORE = (
    "--ignore=back/test/engines",
    "--ignore=back/test/browser",
    "--ignore=back/test/oidc",
    "--ignore=back/test/ssh",
    "--ignore=back/test/proxy",
    "--ignore=back/test/documents/test_shell.py",
)

FIXED = {
    "/integrates": Output(
        does="serve, or any other command of integrates; engines: serve on DynamoDB and OpenSearch",
        run=("-m", "app.command"),
        default=("dev",),
        extras=("engines",),
        instead={"engines": ("back/test/engines/serve.py",)},
    ),
    "/integrates/demo": Output(
        does="import two scanners' reports, fix, import again, on a service of its own",
        run=("back/demo/demo.py",),
    ),
    "/integrates/back/test": Output(
        does="all tests that need nothing but Python",
        run=(*PYTEST, *PLAIN_TESTS, *NEED_MORE, "-n", "auto"),
    ),
    "/integrates/back/test/unit": Output(
        does="MARKER: unit tests marked changes_db or not_changes_db",
        run=(*PYTEST, "back/test/unit", "-m", "{}"),
    ),
    "/integrates/back/test/functional": Output(
        does="NAME: one functional test, as in test_NAME.py",
        run=(*PYTEST, "back/test/functional/**/test_{}.py"),
    ),
    "/integrates/back/test/engines": Output(
        does="[s3] [kms] [browser] [nginx] [oidc] [ssh]: suites on real engines",
        run=("back/test/engines/run.py",),
        groups=("dev", "engines"),
        extras=("browser",),
    ),
    "/integrates/back/lint": Output(
        does="prospector on everything, formatting, import contracts",
        run=("back/lint/run.py",),
    ),
    "/integrates/back/types": Output(
        does="mypy on source and tests",
        run=("-m", "mypy"),
    ),
    "/integrates/back/imports": Output(
        does="import contracts",
        run=("back/lint/contracts.py",),
    ),
    "/integrates/back/bench": Output(
        does="benchmarks, as ratios in one run; matching: how well results are known again",
        run=("back/bench/run.py",),
        instead={"matching": ("back/bench/matching/run.py",)},
    ),
    "/integrates/docs": Output(
        does="build the documentation into .state/docs; serve: show it while it is edited",
        run=("-m", "mkdocs"),
        default=("build",),
        groups=("docs",),
    ),
    "/integrates/docs/test": Output(
        does="every command and query of the documentation; needs bash and curl",
        run=(*PYTEST, "back/test/documents"),
    ),
    "/formatPython/default": Output(
        does="format all Python",
        run=("back/lint/format.py",),
    ),
}


def stop(message: str, *, code: int = 1) -> NoReturn:
    sys.stderr.write(f"m: {message}\n")
    raise SystemExit(code)


def packages() -> list[str]:
    """Return the names of the packages of ``back/src``."""
    return sorted(
        path.name for path in SOURCES.iterdir() if path.is_dir() and path.name[0] not in "._"
    )


def all_outputs() -> dict[str, Output]:
    """Return every output by its name."""
    lints = {
        f"/lintPython/dirOfModules/integrates/{name}": Output(
            does=f"prospector and mypy on {name}",
            run=("back/lint/run.py", f"back/src/{name}"),
        )
        for name in packages()
    }
    return {**FIXED, **lints}


def listing() -> str:
    outputs = all_outputs()
    width = max(map(len, outputs))
    return "\n".join(f"  {name:<{width}}  {output.does}" for name, output in outputs.items())


def arguments(name: str, output: Output, given: list[str]) -> list[str]:
    """Return what Python is given to run ``output``."""
    parts = list(output.run)
    if given and given[0] in output.instead:
        parts, given = list(output.instead[given[0]]), given[1:]
    if any("{}" in part for part in parts):
        if not given:
            stop(f"{name} needs an argument, {output.does}", code=USAGE_ERROR)
        parts = [part.replace("{}", given[0]) for part in parts]
        given = given[1:]
    return [file for part in parts for file in matching(part)] + (given or list(output.default))


def matching(part: str) -> list[str]:
    if "*" not in part:
        return [part]
    found = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob(part))
    if not found:
        stop(f"there is no {part}", code=USAGE_ERROR)
    return found


def digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def is_made(program: Path, stamp: str) -> bool:
    """Tell whether ``program`` is there, in an environment made from what ``stamp`` stands for."""
    made_from = program.parents[1] / ".made-from"
    return program.exists() and made_from.is_file() and made_from.read_text() == stamp


def environment(groups: tuple[str, ...]) -> Path:
    """Return the environment of ``groups``, made from the lock if it is not yet, or no longer."""
    folder = ROOT / ".venv" if groups == ("dev",) else STATE / f"venv-{'-'.join(groups)}"
    files = [(ROOT / name).read_text() for name in ("uv.lock", "pyproject.toml")]
    stamp = digest(*files, *groups, "{}.{}".format(*sys.version_info))
    python, made_from = folder / "bin/python", folder / ".made-from"
    if is_made(python, stamp):
        return folder
    STATE.mkdir(exist_ok=True)
    with (STATE / "m.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_made(python, stamp):
            made_from.unlink(missing_ok=True)  # until it is made, it is made from nothing known
            sync(uv(), folder, groups)
            made_from.write_text(stamp)
    return folder


def sync(tool: Path, folder: Path, groups: tuple[str, ...]) -> None:
    sys.stderr.write(f"m: making {folder.relative_to(ROOT)} from uv.lock\n")
    options = [part for group in groups for part in ("--group", group)]
    outside = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    run(
        [
            *(str(tool), "sync", "--quiet", "--frozen", "--no-install-project"),
            *("--no-default-groups", "--python", str(PYTHON), *options),
        ],
        env={**outside, "UV_PROJECT_ENVIRONMENT": str(folder)},
    )


def uv() -> Path:
    """Return the uv of ``m.lock``, installed on first use."""
    folder, requirements = STATE / "uv", ROOT / "m.lock"
    stamp = digest(requirements.read_text(), "{}.{}".format(*sys.version_info))
    if not is_made(folder / "bin/uv", stamp):
        shutil.rmtree(folder, ignore_errors=True)
        sys.stderr.write("m: installing uv\n")
        options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"]
        run([*pip_into(folder), *options, "--require-hashes", "-r", str(requirements)])
        (folder / ".made-from").write_text(stamp)
    return folder / "bin/uv"


def pip_into(folder: Path) -> list[str]:
    """Return a command that installs into ``folder``, which needs pip or a way to get it."""
    if importlib.util.find_spec("ensurepip"):
        run([str(PYTHON), "-m", "venv", str(folder)])
        return [str(folder / "bin/python"), "-m", "pip", "install"]
    if importlib.util.find_spec("pip"):
        return [str(PYTHON), "-m", "pip", "install", "--target", str(folder)]
    version = "{}.{}".format(*sys.version_info)
    stop(f"this Python has neither ensurepip nor pip: apt-get install python{version}-venv")


def run(command: list[str], *, env: dict[str, str] | None = None) -> None:
    done = subprocess.run(command, env=env, cwd=ROOT, check=False)  # noqa: S603 - all parts are ours
    if done.returncode:
        stop(f"failed with exit code {done.returncode}: {' '.join(command)}")


def main(argv: list[str]) -> None:
    """Run the output that ``argv`` names, in place of this process."""
    if not argv or Path(argv[0]).resolve() != ROOT:
        stop("usage: ./m . [OUTPUT [ARGS]], in the project's folder", code=USAGE_ERROR)
    if not argv[1:]:
        sys.stdout.write(f"usage: ./m . OUTPUT [ARGS]\n\n{listing()}\n")
        return
    name, given = argv[1], argv[2:]
    output = all_outputs().get(name)
    if output is None:
        stop(f"there is no output {name}; there are\n\n{listing()}", code=USAGE_ERROR)
    command = arguments(name, output, given)
    folder = environment(output.groups + tuple(x for x in output.extras if x in given))
    os.chdir(ROOT)
    os.environ["VIRTUAL_ENV"] = str(folder)
    os.environ["PATH"] = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    os.environ["PYTHONPATH"] = os.pathsep.join((str(SOURCES), str(ROOT / "client/src")))
    python = str(folder / "bin/python")
    sys.stdout.flush()
    os.execv(python, [python, *command])  # noqa: S606 - no shell is wanted


if __name__ == "__main__":
    main(sys.argv[1:])
