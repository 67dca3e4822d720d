"""Each linter reports: one that finds nothing must not look like one that is content."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from arch.project import BACK, ROOT, SOURCES

LINT = BACK / "lint/run.py"
CONTRACTS = BACK / "lint/contracts.py"

# One fault for each tool that prospector runs; the message that must tell of it.
FAULTS = {
    "ruff: F401": "import json\n",
    "mypy: arg-type": 'def double(number: int) -> int:\n    return 2 * number\n\n\ndouble("2")\n',
    # Only in strict mode, which mypy silently leaves where it does not find its settings.
    "mypy: no-untyped-def": "def untyped(value):\n    return value\n",
    "bandit: B307": "def run(text: str) -> object:\n    return eval(text)\n",
    "pylint: too-many-arguments": (
        "def many(*, a: int, b: int, c: int, d: int, e: int, f: int, g: int) -> int:\n"
        "    return a + b + c + d + e + f + g\n"
    ),
}
# A module for each contract, and what breaks the contract there.
BREACHES = {
    "A layer knows only the layers below it": ("kit/fault.py", "import app"),
    "The edge never reaches the data store": ("api/fault.py", "import store.types"),
    "Rules decide; they neither read nor write": ("authz/policy/tables.py", "import asyncio"),
    "Frameworks stay at the edge": ("findings/domain.py", "import graphql"),
    "Each engine's client stays in its adapter": ("jobs/fault.py", "import aioboto3"),
    "Untyped data is converted in few places": ("roots/rules/git.py", "import msgspec"),
    "Only what asks issuers speaks OpenID Connect": ("identities/fault.py", "import authlib"),
    "Only the application knows which engine is there": ("imports/fault.py", "import sqlite"),
    "A business package is domain, rules, errors, types": ("groups/notes.py", "ANSWER = 42"),
    "Packages have no import cycles": ("store/types.py", "import store.fault"),
}
CLEAN = '"""Nothing is wrong here."""\n\nANSWER = 42\n'


def _lint(project: Path, *arguments: str, script: Path = LINT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(script), *arguments],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "back/src")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with the settings of this one, and one module that is clean."""
    for name in ("pyproject.toml", ".prospector.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    package = tmp_path / "back/src/kit"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(CLEAN)
    return tmp_path


def test_each_tool_reports_its_fault(project: Path) -> None:
    for number, code in enumerate(FAULTS.values()):
        (project / f"back/src/kit/fault_{number}.py").write_text(f'"""A fault."""\n\n{code}')

    told = _lint(project, "back/src/kit")

    assert [fault for fault in FAULTS if fault not in told.stdout] == []
    assert told.stdout.splitlines()[-1].startswith("lint: failed: prospector, ruff")
    assert told.returncode == 1


def test_code_without_a_fault_is_clean(project: Path) -> None:
    told = _lint(project, "back/src/kit")

    assert told.stdout.splitlines()[-1] == "lint: clean"
    assert told.returncode == 0


def test_each_contract_reports_a_breach(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    no_caches = shutil.ignore_patterns("__pycache__", "*.graphql", "assets")
    shutil.copytree(SOURCES, tmp_path / "back/src", ignore=no_caches)
    (tmp_path / "back/src/store/fault.py").write_text("import store.types\n")
    for module, code in BREACHES.values():
        with (tmp_path / "back/src" / module).open("a") as faulty:
            faulty.write(f"\n{code}\n")

    told = _lint(tmp_path, script=CONTRACTS)

    broken = re.findall(r"^(.+?) BROKEN\b", told.stdout, re.MULTILINE)
    assert sorted(broken) == sorted(BREACHES), told.stdout[-3000:]
    assert told.returncode == 1


def test_every_contract_has_a_breach_above() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]

    assert sorted(contract["name"] for contract in contracts) == sorted(BREACHES)
