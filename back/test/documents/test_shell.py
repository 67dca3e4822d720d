"""The commands of the documentation run against a service of their own, page by page."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from arch.project import ROOT
from documents.fences import Fence, fences
from faults.server import Server
from sarif import Hit, a_report

SHELL = fences("sh")
PAGES = sorted({fence.page for fence in SHELL if fence.reason is None})
PROGRAMS = {"integrates": "-m app.command", "integrates-ci": f"{ROOT}/client/src/integrates_ci"}


def _bash(text: str, folder: Path, environ: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", text],
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )


def _environ(folder: Path) -> dict[str, str]:
    """Return what the commands see: ours under their names, on the state of ``folder``."""
    programs = folder / "bin"
    programs.mkdir()
    for name, what in PROGRAMS.items():
        program = programs / name
        program.write_text(f'#!/bin/sh\nexec {sys.executable} {what} "$@"\n')
        program.chmod(0o755)
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith(("INTEGRATES_", "COV_"))},
        "PATH": f"{programs}:{os.environ['PATH']}",
        "PYTHONPATH": f"{ROOT}/back/src",
        "INTEGRATES_STATE_DIR": str(folder / ".state"),
    }


@pytest.mark.changes_db
@pytest.mark.parametrize("page", PAGES)
async def test_the_commands_of_a_page_succeed(page: str, tmp_path: Path) -> None:
    state = tmp_path / ".state"
    state.mkdir()
    (tmp_path / "bandit.sarif").write_bytes(a_report([Hit()]))
    server = Server(state)
    text = "\n".join(each.text for each in SHELL if each.page == page and each.reason is None)
    await server.start()
    try:
        done = _bash(
            text.replace("localhost:8001", f"127.0.0.1:{server.port}"), tmp_path, _environ(tmp_path)
        )
    finally:
        server.stop()

    assert done.returncode == 0, done.stderr
    assert '"errors"' not in done.stdout


@pytest.mark.not_changes_db
@pytest.mark.parametrize("fence", SHELL, ids=lambda fence: f"{fence.page}: {fence.text[:30]}")
def test_a_command_is_well_formed(fence: Fence) -> None:
    done = subprocess.run(
        ["bash", "-n"], input=fence.text, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.not_changes_db
@pytest.mark.parametrize("fence", fences("yaml"), ids=lambda fence: fence.text[:12])
def test_a_build_is_well_formed(fence: Fence) -> None:
    job = yaml.safe_load(fence.text)
    job = job.get("jobs", job)["scan"]
    steps = job.get("script") or [step["run"] for step in job["steps"] if "run" in step]

    assert [step.split()[0] for step in steps] == ["pip", "bandit", "integrates-ci"]
