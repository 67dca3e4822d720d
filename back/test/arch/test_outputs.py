"""``m``, ``makes.nix``, the README and the files on disk agree on the outputs."""

import json
import os
import re
import shutil
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

import pytest

from arch.project import BACK, ROOT, SOURCES, launcher

LINT = "/lintPython/dirOfModules/integrates/"
STUBS = '{ makeScript = given: given.entrypoint; __nixpkgs__ = { git = ""; python311 = ""; }; }'


def _m(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "m"), *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def _read_by_eye() -> set[str]:
    """Return the names in ``makes.nix`` without evaluating it: they are in one list of strings."""
    text = (ROOT / "makes.nix").read_text()
    listed = re.search(
        r"names = \[(.*?)\] \+\+ map lintOf \(namesIn \./back/src\);", text, re.DOTALL
    )
    assert listed is not None
    assert f'lintOf = package: "{LINT}${{package}}";' in text
    lints = (f"{LINT}{package}" for package in launcher().packages())
    return {*re.findall(r'"([^"]+)"', listed[1]), *lints}


def _evaluated(state: Path) -> dict[str, str]:
    """Return the entry point of each output, as Nix evaluates ``makes.nix``."""
    folders = {f"NIX_{name}_DIR": str(state / name) for name in ("STATE", "STORE", "LOG")}
    evaluate = ["nix-instantiate", "--option", "store", "dummy://", "--eval", "--strict", "--json"]
    done = subprocess.run(
        [*evaluate, "--expr", f"(import {ROOT}/makes.nix {STUBS}).outputs"],
        env={**os.environ, **folders},
        capture_output=True,
        text=True,
        check=True,
    )
    outputs: dict[str, str] = json.loads(done.stdout)
    return outputs


def test_makes_has_the_outputs_of_m() -> None:
    assert _read_by_eye() == set(launcher().all_outputs())


def test_each_output_of_makes_runs_the_output_of_m_with_its_name(tmp_path: Path) -> None:
    names = launcher().all_outputs()
    # Where there is no Nix, the test above compares the names; continuous integration has it.
    evaluated = (
        _evaluated(tmp_path)
        if shutil.which("nix-instantiate")
        else {name: f'python3.11 ./m . "{name}" "$@"' for name in _read_by_eye()}
    )

    assert evaluated == {name: f'python3.11 ./m . "{name}" "$@"' for name in names}


def test_every_package_has_a_lint_output() -> None:
    with_code = {path.parent.name for path in SOURCES.glob("*/__init__.py")}

    assert {name.removeprefix(LINT) for name in launcher().all_outputs() if LINT in name} >= (
        with_code
    )


def test_what_an_output_runs_exists() -> None:
    scripts = {
        part
        for output in launcher().all_outputs().values()
        for run in (output.run, *output.instead.values())
        for part in run
        if part.startswith("back/") and "{}" not in part
    }

    assert sorted(part for part in scripts if not (ROOT / part).exists()) == []


def test_alone_it_lists_the_outputs() -> None:
    told = _m(".")

    assert told.returncode == 0
    assert told.stderr == ""
    assert [line.split()[0] for line in told.stdout.splitlines() if line.startswith("  /")] == list(
        launcher().all_outputs()
    )


def test_an_unknown_output_says_what_exists() -> None:
    told = _m(".", "/integrates/back/tset")

    assert told.returncode == 2
    assert told.stdout == ""
    assert told.stderr.startswith("m: there is no output /integrates/back/tset; there are\n")
    assert launcher().listing() in told.stderr


def test_another_folder_is_refused() -> None:
    told = _m("/", "/integrates")

    assert told.returncode == 2
    assert told.stderr == "m: usage: ./m . [OUTPUT [ARGS]], in the project's folder\n"


def test_a_test_that_does_not_exist_is_refused() -> None:
    told = _m(".", "/integrates/back/test/functional", "nothing_of_the_kind")

    assert told.returncode == 2
    assert told.stderr == "m: there is no back/test/functional/**/test_nothing_of_the_kind.py\n"


@pytest.mark.parametrize(
    ("name", "given", "runs"),
    [
        ("/integrates", [], ["-m", "app.command", "dev"]),
        ("/integrates", ["admin", "token", "a@b.c"], ["-m", "app.command", "admin", "token"]),
        ("/integrates", ["engines"], ["back/test/engines/serve.py", "dev"]),
        ("/integrates", ["engines", "work"], ["back/test/engines/serve.py", "work"]),
        (
            "/integrates/back/test/unit",
            ["changes_db", "-x"],
            ["-m", "pytest", "back/test/unit", "-m", "changes_db", "-x"],
        ),
    ],
)
def test_arguments_go_where_the_output_says(name: str, given: list[str], runs: list[str]) -> None:
    m = launcher()

    assert m.arguments(name, m.all_outputs()[name], given)[: len(runs)] == runs


def test_a_marker_is_required(capsys: pytest.CaptureFixture[str]) -> None:
    m = launcher()
    name = "/integrates/back/test/unit"

    with pytest.raises(SystemExit) as stopped:
        m.arguments(name, m.all_outputs()[name], [])

    assert stopped.value.code == 2
    assert "needs an argument, MARKER" in capsys.readouterr().err


def test_an_environment_is_made_once_for_a_lock(tmp_path: Path) -> None:
    m = launcher()
    python = tmp_path / "bin/python"
    python.parent.mkdir()
    (tmp_path / ".made-from").write_text("this lock")

    assert not m.is_made(python, "this lock")
    python.touch()
    assert m.is_made(python, "this lock")
    assert not m.is_made(python, "the next lock")


def test_a_python_without_ensurepip_and_pip_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    monkeypatch.setitem(sys.modules, "pip", None)

    with pytest.raises(SystemExit):
        launcher().pip_into(tmp_path / "uv")

    assert re.search(r"apt-get install python3\.\d+-venv\n$", capsys.readouterr().err)
    assert list(tmp_path.iterdir()) == []


def test_a_python_without_ensurepip_uses_its_pip(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    monkeypatch.setitem(sys.modules, "pip", ModuleType("pip"))
    monkeypatch.setattr(sys.modules["pip"], "__spec__", ModuleSpec("pip", None), raising=False)

    command = launcher().pip_into(tmp_path / "uv")

    assert command[1:] == ["-m", "pip", "install", "--target", str(tmp_path / "uv")]


@pytest.mark.parametrize("page", [ROOT / "README.md", BACK / "README.md"], ids=str)
def test_the_commands_of_the_readme_exist(page: Path) -> None:
    named = set(re.findall(r"\./m \. (/[\w/]+)", page.read_text()))

    assert (
        sorted(name for name in named - set(launcher().all_outputs()) if name != f"{LINT}NAME")
        == []
    )
    assert named
