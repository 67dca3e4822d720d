"""Reaching repositories: with real git, against a server that is on this machine."""

import asyncio
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gitserver import HOST, USER, GitServer, git_server
from repositories.check import Git, check_access
from repositories.errors import BranchNotFound, NotAccessible
from repositories.types import Login, Remote
from secrecy import KEY, PASSWORD, TOKEN

pytestmark = pytest.mark.not_changes_db

LOGIN = Login(user=USER, password=PASSWORD)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[GitServer]:
    with git_server(tmp_path, (USER, PASSWORD), ("x-token-auth", TOKEN)) as served:
        yield served


def _git(served: GitServer, **changes: Any) -> Git:
    return Git(access=replace(served.git.access, **changes))


@pytest.mark.parametrize("login", [LOGIN, Login(token=TOKEN)], ids=["password", "token"])
@pytest.mark.parametrize("branch", ["main", "next/one"])
async def test_a_branch_is_reached_with_what_is_told(
    server: GitServer, login: Login, branch: str
) -> None:
    await check_access(server.git, Remote(url=server.url, branch=branch, login=login))

    assert server.asked[-1][1] in server.logins


@pytest.mark.parametrize(
    "login",
    [None, Login(user=USER, password="wrong"), Login(token="wrong"), Login(key=KEY)],
    ids=["none", "password", "token", "key"],
)
async def test_without_the_right_login_it_is_not(server: GitServer, login: Login | None) -> None:
    with pytest.raises(NotAccessible):
        await check_access(server.git, Remote(url=server.url, branch="main", login=login))


@pytest.mark.parametrize("branch", ["nothing", "mai", "one", "*", "main/", "MAIN"])
async def test_a_branch_that_is_not_there_is_told_apart(server: GitServer, branch: str) -> None:
    with pytest.raises(BranchNotFound):
        await check_access(server.git, Remote(url=server.url, branch=branch, login=LOGIN))


async def test_no_inner_address_is_reached_that_was_not_allowed(server: GitServer) -> None:
    closed = _git(server, internal=frozenset({"example.com", f"{HOST}:{server.port + 1}"}))

    for host in (HOST, "127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "0"):
        url = f"https://{host}:{server.port}/app.git"
        with pytest.raises(NotAccessible):
            await check_access(closed, Remote(url=url, branch="main", login=LOGIN))

    assert server.asked == []


async def test_a_name_that_leads_elsewhere_the_second_time_is_asked_for_once(
    server: GitServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A public address is told first, which git is held to, then the server's own.
    answers = iter(["192.0.2.1"])
    real = asyncio.get_running_loop().getaddrinfo

    async def resolved(_: str, port: int, **given: Any) -> list[Any]:
        address = next(answers, "127.0.0.1")
        return await real(address, port, **given)

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolved)
    held = _git(server, seconds=1.0)

    with pytest.raises(NotAccessible):
        await check_access(held, Remote(url=server.url, branch="main", login=LOGIN))

    assert server.asked == []
    assert next(answers, None) is None


async def test_a_redirect_is_not_followed_and_gets_no_login(
    server: GitServer, tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    with git_server(folder) as other:
        known = folder / "both.pem"
        known.write_bytes(server.ca_file.read_bytes() + other.ca_file.read_bytes())
        both = _git(server, internal=frozenset({HOST}), ca_file=known)
        await check_access(both, Remote(url=other.url, branch="main"))
        other.asked.clear()
        server.redirect = f"https://{HOST}:{other.port}"
        with pytest.raises(NotAccessible):
            await check_access(both, Remote(url=server.url, branch="main", login=LOGIN))

    assert other.asked == []


async def test_a_server_whose_certificate_nobody_knows_is_not_believed(
    server: GitServer,
) -> None:
    with pytest.raises(NotAccessible):
        await check_access(
            _git(server, ca_file=None), Remote(url=server.url, branch="main", login=LOGIN)
        )

    assert server.asked == []


async def test_an_answer_without_end_is_cut_off(server: GitServer) -> None:
    server.endless = True

    with pytest.raises(NotAccessible):
        async with asyncio.timeout(10):
            await check_access(
                _git(server, seconds=1.0), Remote(url=server.url, branch="main", login=LOGIN)
            )


async def test_a_server_that_says_nothing_is_left_and_nothing_of_it_stays() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host = f"{HOST}:{silent.getsockname()[1]}"
        git = Git(access=replace(Git().access, internal=frozenset({host}), seconds=0.5))
        before = set(_temporary())

        with pytest.raises(NotAccessible):
            await check_access(git, Remote(url=f"https://{host}/app.git", branch="main"))

    assert set(_temporary()) == before


async def test_no_login_is_in_arguments_variables_or_files(
    server: GitServer, tmp_path: Path
) -> None:
    # A program that stands for git, and writes down all that can be seen of it.
    seen = tmp_path / "seen"
    stand_in = tmp_path / "bin" / "git"
    stand_in.parent.mkdir()
    stand_in.write_text(
        f'#!/bin/sh\n{{ echo "$@"; env; ls -la; cat ./* 2>/dev/null; }} > {seen}\nexit 1\n'
    )
    stand_in.chmod(0o755)
    watched = _git(server, path=f"{stand_in.parent}:{server.git.access.path}")

    with pytest.raises(NotAccessible):
        await check_access(watched, Remote(url=server.url, branch="main", login=LOGIN))

    text = seen.read_text()
    assert "ls-remote" in text
    assert PASSWORD not in text
    assert "INTEGRATES" not in text
    assert not {"PYTHONPATH", "SECRET"} & {line.partition("=")[0] for line in text.splitlines()}


async def test_ssh_is_run_with_the_key_to_the_checked_address_only(
    server: GitServer, tmp_path: Path
) -> None:
    # A server needs its engine (back/test/ssh): a program stands for the client, and serves itself.
    seen = tmp_path / "seen"
    stand_in = tmp_path / "bin" / "ssh"
    stand_in.parent.mkdir()
    stand_in.write_text(
        f"#!{sys.executable}\n"
        "import os, pathlib, sys\n"
        "key = next(w for w in sys.argv if w.startswith('IdentityFile='))\n"
        "path = pathlib.Path(key.removeprefix('IdentityFile='))\n"
        f"pathlib.Path({str(seen)!r}).write_text('\\n'.join([*sys.argv, path.read_text(), "
        "oct(path.stat().st_mode)]))\n"
        f"os.execvp('git', ['git', '-c', 'safe.directory=*', 'upload-pack', "
        f"{str(tmp_path / 'served' / 'app.git')!r}])\n"
    )
    stand_in.chmod(0o755)
    git = _git(
        server,
        path=f"{stand_in.parent}:{server.git.access.path}",
        internal=frozenset({HOST}),
    )

    await check_access(
        git, Remote(url=f"ssh://git@{HOST}/app.git", branch="main", login=Login(key=KEY))
    )

    words = seen.read_text().split("\n")
    assert {"BatchMode=yes", f"HostKeyAlias={HOST}", "ProxyCommand=none"} <= set(words)
    assert {"HostName=127.0.0.1", "HostName=::1"} & set(words)
    assert "planted-key" in words
    assert words[-1] == "0o100600"
    assert not os.path.exists(  # noqa: ASYNC240, PTH110 - as above
        next(w for w in words if w.startswith("IdentityFile=")).removeprefix("IdentityFile=")
    )


def _temporary() -> list[str]:
    return [each.name for each in Path(tempfile.gettempdir()).glob("integrates-git-*")]
