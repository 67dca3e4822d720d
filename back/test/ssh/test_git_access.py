"""validateGitAccess over SSH, for real: git and ssh, and a server that lets one key in."""

import base64
import logging
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from db_model.access.types import GroupRole
from gitserver import HOST
from people import a_person, a_tenant, member_of
from refusals import nothing_written, refusal
from repositories.check import Git
from repositories.types import Access
from sshserver import SshServer, make_key, ssh_server
from world import Answer, World, served

ASKED: Final = "git: \"git-upload-pack '/app.git'\""
SUCCESS: Final = {"success": True}
NO_BRANCH: Final = ("Exception - Branch not found", "INVALID")
NOT_ACCESSIBLE: Final = (
    "Exception - Git repository was not accessible with given credentials",
    "INVALID",
)
VALIDATE: Final = """
mutation ($url: String!, $branch: String!, $credentials: RootCredentialsInput!) {
  validateGitAccess(url: $url, branch: $branch, credentials: $credentials) { success }
}
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SshServer]:
    folder = tmp_path / "server"
    folder.mkdir()
    with ssh_server(folder) as running:
        yield running


@pytest.mark.parametrize("branch", ["main", "next/one"])
async def test_a_branch_is_reached_with_the_key(
    world: World, server: SshServer, branch: str
) -> None:
    answer = await _validated(world, server, branch=branch)

    assert answer["validateGitAccess"] == SUCCESS
    assert server.asked() == [ASKED]


async def test_a_key_that_is_not_known_is_not_let_in(world: World, server: SshServer) -> None:
    other, _ = make_key()
    answer = await _validated(world, server, key=_encoded(other))

    assert refusal(answer) == NOT_ACCESSIBLE
    assert server.asked() == []


async def test_a_server_that_shows_a_known_key_is_believed(
    world: World, server: SshServer, tmp_path: Path
) -> None:
    known = _known_hosts(tmp_path, HOST, server.public)
    answer = await _validated(world, server, known_hosts=known)

    assert answer["validateGitAccess"] == SUCCESS


@pytest.mark.parametrize("host", [HOST, "elsewhere.example.com"], ids=["changed", "unknown"])
async def test_a_server_that_shows_another_key_is_asked_for_nothing(
    world: World, server: SshServer, tmp_path: Path, host: str
) -> None:
    # The host has another key, or its key is known for another host only.
    public = make_key()[1] if host == HOST else server.public
    known = _known_hosts(tmp_path, host, public)
    answer = await _validated(world, server, known_hosts=known)

    assert refusal(answer) == NOT_ACCESSIBLE
    assert server.asked() == []


async def test_a_branch_that_is_not_there_is_told_apart(world: World, server: SshServer) -> None:
    assert refusal(await _validated(world, server, branch="absent")) == NO_BRANCH


async def test_a_repository_that_is_not_there_is_not_reached(
    world: World, server: SshServer
) -> None:
    url = f"ssh://git@{HOST}:{server.port}/absent.git"

    assert refusal(await _validated(world, server, url=url)) == NOT_ACCESSIBLE


async def test_the_key_is_seen_by_nobody(
    world: World, server: SshServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    seen, path = _watched(tmp_path)
    answer = await _validated(world, server, path=path)

    assert answer["validateGitAccess"] == SUCCESS
    told = seen.read_text()
    assert "IdentityFile=" in told
    body = base64.b64decode(server.key).decode().splitlines()[1:-1]
    for part in (*body, server.key, server.key[:40]):
        assert part not in told + server.log.read_text() + caplog.text
    # Its own arguments come first; others may run at the same time.
    (file,) = {w for w in told.splitlines()[0].split() if w.startswith("IdentityFile=")}
    assert not Path(file.removeprefix("IdentityFile=")).exists()  # noqa: ASYNC240 - a test


async def _validated(
    world: World, server: SshServer, *, key: str | None = None, **given: Any
) -> Answer:
    """Return what somebody is answered, who asks a service that may reach ``server``."""
    of_access = {name: given.pop(name) for name in ("known_hosts", "path") if name in given}
    service = replace(world.service, git=Git(access=replace(_access(server), **of_access)))
    variables = {"url": server.url, "branch": "main"} | given
    person = await a_person(world, member_of(await a_tenant(world), GroupRole.USER))
    async with served(service) as (app, client):
        reached = replace(world, app=app, service=service, _client=client)
        async with nothing_written(reached):
            return await reached.ask(
                VALIDATE,
                token=person.token,
                credentials={"type": "SSH", "key": key or server.key},
                **variables,
            )


def _access(server: SshServer) -> Access:
    path = os.pathsep.join(os.get_exec_path())
    return Access(internal=frozenset({f"{HOST}:{server.port}"}), path=path, seconds=15)


def _known_hosts(folder: Path, host: str, public: str) -> Path:
    path = folder / "known_hosts"
    path.write_text(f"{host} {public}\n")
    return path


def _watched(folder: Path) -> tuple[Path, str]:
    """Return where it is written what all processes show while ssh runs, and its path."""
    seen, paths = folder / "seen", os.get_exec_path()
    stand_in = folder / "bin" / "ssh"
    stand_in.parent.mkdir()
    real = next(each for each in paths if (Path(each) / "ssh").is_file())
    stand_in.write_text(
        f'#!/bin/sh\n{{ echo "$@"; env; cat /proc/[0-9]*/cmdline | tr "\\0" " "; }} '
        f'> {seen} 2>/dev/null\nexec {real}/ssh "$@"\n'
    )
    stand_in.chmod(0o755)
    return seen, os.pathsep.join((str(stand_in.parent), *paths))


def _encoded(key: str) -> str:
    return base64.b64encode(key.encode()).decode()
