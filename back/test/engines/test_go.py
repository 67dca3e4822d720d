"""How servers in Go are built: once, at one version, and with what is told when that fails."""

from pathlib import Path

import pytest

from engines.errors import EngineError
from engines.go import built, built_of

PACKAGE = "example.com/tools/cmd/server"
STAND_IN = '#!/bin/sh\necho "$@" >> "$0.asked"\n'
SERVER = '/bin/mkdir -p "$GOBIN"\n/bin/touch "$GOBIN/server"\n'


@pytest.fixture
def go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where the only ``go`` of PATH belongs; the cache is empty."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    (tmp_path / "bin").mkdir()
    return tmp_path / "bin" / "go"


def test_a_server_is_built_once_for_each_version(go: Path) -> None:
    _write(go, STAND_IN + SERVER)

    servers = [built(PACKAGE, version) for version in ("v1.0.0", "v1.0.0", "v1.0.1")]

    assert [server.parent.name for server in servers] == [
        "server-v1.0.0",
        "server-v1.0.0",
        "server-v1.0.1",
    ]
    assert all(server.is_file() for server in servers)
    assert go.with_name("go.asked").read_text().splitlines() == [
        f"install {PACKAGE}@v1.0.0",
        f"install {PACKAGE}@v1.0.1",
    ]


def test_a_program_of_ours_is_built_again_when_it_changed(go: Path, tmp_path: Path) -> None:
    _write(go, STAND_IN + SERVER)
    source = tmp_path / "server"
    source.mkdir()
    (source / "main.go").write_text("package main\n")

    first, again = built_of(source), built_of(source)
    (source / "go.sum").write_text("changed\n")
    changed = built_of(source)

    assert first == again != changed
    assert first.is_file()
    assert changed.is_file()
    assert go.with_name("go.asked").read_text() == "install .\n" * 2


def test_without_go_it_is_told_what_is_needed(go: Path) -> None:
    assert not go.exists()

    with pytest.raises(EngineError, match="needed on PATH to build server"):
        built(PACKAGE, "v1.0.0")


def test_a_build_that_fails_tells_what_go_said(go: Path) -> None:
    _write(go, STAND_IN + "echo no such module >&2\nexit 3\n")

    with pytest.raises(EngineError, match=r"^server could not be built, exit 3:\nno such module"):
        built(PACKAGE, "v1.0.0")


def _write(path: Path, script: str) -> None:
    path.write_text(script)
    path.chmod(0o700)
