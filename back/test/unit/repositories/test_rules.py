"""Where git may go."""

import shlex
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repositories.errors import NotAccessible
from repositories.rules import (
    address_of,
    check_port,
    command,
    is_listed,
    spoken,
    ssh_command,
    target_from,
)
from repositories.types import Access, Login, Remote

pytestmark = pytest.mark.not_changes_db

HOSTILE = ("127.0.0.1", "169.254.169.254", "fe80::1%eth0", "64:ff9b::7f00:1", "nothing")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_one_inner_address_of_a_host_is_enough_to_refuse_it(hostile: str) -> None:
    target = target_from("https://git.example.com/app")

    assert address_of(["8.8.8.8"], target, Access()) == "8.8.8.8"
    for found in ([], ["8.8.8.8", hostile], [hostile, "8.8.8.8"]):
        with pytest.raises(NotAccessible):
            address_of(found, target, Access())
    allowed = Access(internal=frozenset({"git.example.com"}))
    assert address_of([hostile], target, allowed) == hostile


@pytest.mark.parametrize(
    "url",
    [
        "http://git.example.com/app",
        "file:///etc/passwd",
        "ext::sh -c id",
        "git://git.example.com/app",
        "/srv/app.git",
        "-u",
        "--upload-pack=id",
        "https://git.example.com",
        "https:///app",
        "https://me:secret@git.example.com/app",
        "https://git.example.com:99999/app",
        "https://[::1/app",
        "ssh://-oProxyCommand=id/app",
        "ssh://-oProxyCommand=id@git.example.com/app",
        "https://git.example.com/a b",
        "https://git.example.com/a\nb",
        "https://git.example.com/a\x00b",
        "https://git.example.com/" + "a" * 1_000,
    ],
)
def test_what_is_no_repository_of_https_or_ssh_is_refused(url: str) -> None:
    with pytest.raises(NotAccessible):
        target_from(url)


@pytest.mark.parametrize("url", ["https://h.io:8443/a", "ssh://git@h.io:2222/a"])
def test_another_port_has_to_be_allowed(url: str) -> None:
    target = target_from(url)

    for allowed in ({"h.io"}, {f"h.io:{target.port}"}):
        check_port(target, Access(internal=frozenset(allowed)))
    for not_allowed in (set[str](), {"h.io:1"}, {"x.io"}):
        with pytest.raises(NotAccessible):
            check_port(target, Access(internal=frozenset(not_allowed)))


@given(branch=st.text(), login=st.builds(Login, token=st.uuids().map(str)))
def test_the_url_and_the_branch_come_last_and_no_login_among_them(
    branch: str, login: Login
) -> None:
    target = target_from("https://git.example.com/app")
    words = command(Remote(url="", branch=branch, login=login), target, "8.8.8.8")

    assert words[-3:] == ("--", "https://git.example.com:443/app", f"refs/heads/{branch}")
    assert "http.curloptResolve=git.example.com:443:8.8.8.8" in words
    assert login.token is not None
    assert not any(login.token in word for word in words[:-1])


@given(host=st.from_regex(r"[a-z][a-z0-9.\-]{0,20}", fullmatch=True), key=st.text(min_size=1))
def test_a_shell_reads_the_command_of_ssh_as_it_is_meant(host: str, key: str) -> None:
    target = target_from(f"ssh://git@{host}/app")
    home = Path("/home/a b")

    text = ssh_command(target, "8.8.8.8", access=Access(), home=home, key=home / key)

    assert f"IdentityFile={home / key}" in shlex.split(text)


def test_a_token_stands_for_a_password() -> None:
    assert spoken(Login(token="t")) == b"username=x-token-auth\npassword=t\n"
    assert spoken(Login(user="u", password="p")) == b"username=u\npassword=p\n"


def test_only_a_whole_branch_is_listed() -> None:
    output = b"0123\trefs/heads/main\n4567\trefs/heads/a/b\n"

    assert [is_listed(each, output) for each in ("main", "a/b", "b", "mai", "")] == [
        True, True, False, False, False,
    ]  # fmt: skip
