"""What is shipped to run the service keeps to rules, and is accepted by the tools that read it."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from arch.project import ROOT

DEPLOY = ROOT / "deploy"


@pytest.mark.not_changes_db
def test_the_image_is_pinned_hashed_and_without_root() -> None:
    text = (DEPLOY / "Dockerfile").read_text()

    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == ["${BASE}", "${BASE}"]
    assert "--require-hashes --only-binary :all:" in text
    assert re.findall(r"^USER (.+)$", text, re.MULTILINE) == ["10001:10001"]
    assert re.findall(r"^(HEALTHCHECK|VOLUME)", text, re.MULTILINE) == ["VOLUME", "HEALTHCHECK"]
    assert "ca-certificates git openssh-client" in text
    assert re.findall(r"^ADD |--privileged|sudo|curl", text, re.MULTILINE) == []


@pytest.mark.not_changes_db
def test_the_linter_of_images_has_nothing_to_say() -> None:
    linter = Path(sys.executable).with_name("hadolint")

    done = subprocess.run(
        [linter, DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.not_changes_db
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "integrates.service").read_text()
    unit = tmp_path / "integrates.service"
    unit.write_text(text.replace("/srv/integrates/bin/integrates", "/bin/true"))

    assert {"DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes"} <= set(
        text.split("\n")
    )
    if shutil.which("systemd-analyze"):
        done = subprocess.run(
            ["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")
