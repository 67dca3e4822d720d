"""The tools: each in an environment of its own, with the versions that this folder pins."""

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from matching.cache import BenchError, cache
from matching.trees import Tree, digest, laid_out

PINS: Final = Path(__file__).parent / "tools"
_MOST_SECONDS: Final = 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """``command`` makes of an environment and the report's path what runs in the tree's folder.

    ``pins`` are the files of the folder ``tools`` that the environment is made from.
    """

    name: str
    version: str
    pins: tuple[str, ...]
    command: Callable[[Path, Path], list[str]]
    has_snippets: bool = True

    @property
    def called(self) -> str:
        return f"{self.name} {self.version}"


def _bandit(environment: Path, report: Path) -> list[str]:
    return [_program(environment, "bandit"), "-q", "-r", ".", "-f", "sarif", "-o", str(report)]


def _ruff(environment: Path, report: Path) -> list[str]:
    options = ["--isolated", "--quiet", "--exit-zero", "--no-cache", "--select", "S,B,BLE,TRY"]
    out = ["--output-format", "sarif", "--output-file", str(report)]
    return [_program(environment, "ruff"), "check", *options, *out, "."]


def _semgrep(environment: Path, report: Path) -> list[str]:
    quiet = ["--metrics=off", "--disable-version-check", "--no-git-ignore", "--quiet", "--jobs=1"]
    out = ["--config", str(environment / "rules.yml"), "--sarif", "--output", str(report)]
    return [_program(environment, "semgrep"), "scan", *quiet, *out, "."]


def _flawfinder(environment: Path, report: Path) -> list[str]:
    # It can only print its report.
    told = 'import subprocess, sys; subprocess.run(sys.argv[2:], stdout=open(sys.argv[1], "w"))'
    program = _program(environment, "flawfinder")
    return [sys.executable, "-c", told, str(report), program, "--sarif", "--quiet", "."]


def _eslint(environment: Path, report: Path) -> list[str]:
    modules = environment / "node_modules"
    form = modules / "@microsoft" / "eslint-formatter-sarif" / "sarif.js"
    config = ["-c", str(environment / "eslint.config.mjs"), "--no-ignore", "--no-inline-config"]
    return [str(modules / ".bin" / "eslint"), *config, "-f", str(form), "-o", str(report), "."]


_NPM: Final = ("package.json", "package-lock.json", "eslint.config.mjs")
TOOLS: Final[Mapping[str, Tool]] = {
    "bandit": Tool(name="bandit", version="1.9.4", pins=("bandit-1.9.4.txt",), command=_bandit),
    "bandit-old": Tool(name="bandit", version="1.7.0", pins=("bandit-1.7.0.txt",), command=_bandit),
    "ruff": Tool(
        name="ruff", version="0.17.6", pins=("ruff.txt",), command=_ruff, has_snippets=False
    ),
    "semgrep": Tool(
        name="semgrep", version="1.182.0", pins=("semgrep.txt", "rules.yml"), command=_semgrep
    ),
    "flawfinder": Tool(
        name="flawfinder", version="2.0.20", pins=("flawfinder.txt",), command=_flawfinder
    ),
    "eslint": Tool(name="eslint", version="9.39.5", pins=_NPM, command=_eslint),
}


def report_of(tool: Tool, tree: Tree) -> dict[str, Any]:
    """Return the SARIF log of the tool on the tree, with paths relative to the tree's root.

    Raises:
        BenchError: the tool did not write a report.
    """
    environment, source = made(tool.pins), laid_out(tree)
    kept = cache("reports") / f"{environment.name}-{digest(tree)}.sarif"
    if not kept.exists():
        part = kept.with_suffix(".part")
        ran(tool.command(environment, part), source)
        if not part.exists():
            raise BenchError(f"{tool.called} wrote no report")
        part.replace(kept)
    log: dict[str, Any] = json.loads(kept.read_text(), object_hook=_relative(source))
    return log


def _relative(source: Path) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Return what makes absolute URIs below ``source`` relative: a checkout has one place."""
    prefixes = (f"{source.as_uri()}/", f"{source}/")

    def changed(read: dict[str, Any]) -> dict[str, Any]:
        if isinstance(uri := read.get("uri"), str):
            for prefix in prefixes:
                uri = uri.removeprefix(prefix)
            return read | {"uri": uri}
        return read

    return changed


def made(pins: tuple[str, ...]) -> Path:
    """Return the environment that is made from these files, from the cache if it is there."""
    content = "\0".join((PINS / name).read_text() for name in pins)
    key = sha256(f"{sys.version_info[:2]} {content}".encode()).hexdigest()[:16]
    folder = cache("tools") / key
    if not (folder / ".whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for name in pins:
            shutil.copy(PINS / name, folder / name)
        _filled(folder, pins)
        (folder / ".whole").touch()
    return folder


def _filled(folder: Path, pins: tuple[str, ...]) -> None:
    if "package.json" in pins:
        installed = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        ran(installed, folder, must=True)
        return
    venv.create(folder / "venv", with_pip=True)
    pip = [str(python(folder)), "-m", "pip", "install", "--quiet", "--only-binary=:all:"]
    # Old ones ask setuptools for their own version.
    ran([*pip, "setuptools<80", "-r", str(folder / pins[0])], folder, must=True)


def python(environment: Path) -> Path:
    return environment / "venv" / "bin" / "python"


def _program(environment: Path, name: str) -> str:
    return str(python(environment).with_name(name))


def ran(command: list[str], folder: Path, *, must: bool = False) -> None:
    """Run a command; linters end with what is no success where they found something.

    Raises:
        BenchError: it failed and ``must`` not.
    """
    done = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONWARNINGS": "ignore", "NODE_NO_WARNINGS": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=_MOST_SECONDS,
    )
    if must and done.returncode:
        raise BenchError(f"{Path(command[0]).name}: {done.stderr.strip()[-400:]}")
