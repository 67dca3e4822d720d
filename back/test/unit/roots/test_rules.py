"""Repositories, branches and nicknames of roots."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from authz.policy import Attribute
from errors import AppError
from roots.errors import InvalidRootValue, RootNameInPattern
from roots.rules.git import (
    branch_from,
    needs_of,
    nicknames_from,
    patterns_from,
    repository_from,
)
from roots.types import NewGitRoot

pytestmark = pytest.mark.not_changes_db

WORD = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8)


def _new(*, nickname: str | None = None, gitignore: tuple[str, ...] = ()) -> NewGitRoot:
    return NewGitRoot(
        url="https://git.example.com/team/shop",
        branch="main",
        environment="production",
        includes_health_check=False,
        nickname=nickname,
        gitignore=gitignore,
    )


@given(host=WORD, team=WORD, name=WORD)
def test_all_spellings_of_a_repository_are_one(host: str, team: str, name: str) -> None:
    plain = f"https://{host}.com/{team}/{name}"
    spellings = (
        plain,
        f"{plain}/",
        f"{plain}.git",
        f"{plain}.git/ ",
        f" {plain}",
        f"https://user:secret@{host}.com/{team}/{name}",
        f"https://{host}.com/{team.upper()}/{name}",
        f"https://{host.upper()}.com/{team}/{name}.GIT",
        f"https://{host}.com/{team}/%{ord(name[0]):02x}{name[1:]}",
    )

    assert {repository_from(spelling).identity for spelling in spellings} == {plain}


@given(host=WORD, team=WORD, name=WORD)
def test_an_address_as_ssh_has_it_is_an_address(host: str, team: str, name: str) -> None:
    found = repository_from(f"git@{host}.com:{team}/{name}.git")

    assert found.url == f"ssh://git@{host}.com/{team}/{name}.git"
    assert found.identity == repository_from(f"ssh://git@{host}.com/{team}/{name}").identity
    assert (found.host, found.name) == (f"{host}.com", f"{name}.git")


@given(secret=WORD.map(lambda word: f"secret{word}"))
def test_no_user_or_password_stays_in_an_address(secret: str) -> None:
    found = repository_from(f"https://ada:{secret}@git.example.com:8443/shop")

    assert found.url == "https://git.example.com:8443/shop"
    assert secret not in repr(found)


@given(text=st.text())
def test_any_text_is_an_address_or_is_refused(text: str) -> None:
    try:
        found = repository_from(text)
    except AppError:
        return
    assert found.url.startswith(("http://", "https://", "ssh://"))
    assert repository_from(found.url).identity == found.identity


@pytest.mark.parametrize(
    "text",
    [
        "shop",
        "ftp://git.example.com/shop",
        "file:///etc/passwd",
        "https://",
        "https:///shop",
        "https://git.example.com",
        "https://git.example.com/",
        "https://git.example.com:port/shop",
        "https://[::1/shop",
        "javascript:alert(1)",
        "git@git.example.com://shop",
    ],
)
def test_what_is_no_address_of_a_repository_is_refused(text: str) -> None:
    with pytest.raises(InvalidRootValue):
        repository_from(text)


@pytest.mark.parametrize(
    "name",
    ["main", "feature/x", "release-1.2", "a@b", "ünïcode", "x.y", "user/topic.lock2", "HEAD"],
)
def test_names_that_git_takes_are_branches(name: str) -> None:
    assert branch_from(f" {name} ") == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "@",
        "-x",
        "/x",
        "x/",
        "x//y",
        ".x",
        "x/.y",
        "x.",
        "x..y",
        "x@{1}",
        "x y",
        "x~1",
        "x^",
        "x:y",
        "x?",
        "x*",
        "x[y",
        "x\\y",
        "x.lock",
        "x.lock/y",
        "x\x7f",
        "x" * 1001,
    ],
)
def test_names_that_git_refuses_are_no_branches(name: str) -> None:
    with pytest.raises(InvalidRootValue):
        branch_from(name)


@given(name=st.text(min_size=1, max_size=40), host=WORD)
def test_a_nickname_that_is_made_is_one_that_could_be_chosen(name: str, host: str) -> None:
    try:
        found = repository_from(f"https://{host}.example.com/{name}")
    except AppError:
        return
    for nickname in nicknames_from(_new(), found):
        assert re.fullmatch(r"[A-Za-z0-9_\-]{1,128}", nickname)
        assert nicknames_from(_new(nickname=nickname), found) == (nickname,)


def test_a_nickname_is_made_of_the_repository_and_then_of_its_host_too() -> None:
    found = repository_from("https://git.example.com/team/my.shop.git")

    assert nicknames_from(_new(), found) == ("my_shop", "my_shop_git_example")


@pytest.mark.parametrize("pattern", ["shop", "shop/docs", "/shop/docs"])
def test_a_pattern_that_begins_with_the_repository_is_refused(pattern: str) -> None:
    found = repository_from("https://git.example.com/team/shop.git")

    with pytest.raises(RootNameInPattern):
        patterns_from(("docs", pattern), found)


def test_patterns_are_kept_in_their_order() -> None:
    found = repository_from("https://git.example.com/team/shop")

    assert patterns_from(("docs/shop", "a*"), found) == ("docs/shop", "a*")


def test_a_health_check_needs_squad() -> None:
    checked = NewGitRoot(url="u", branch="b", environment="e", includes_health_check=True)

    assert needs_of(checked) == {Attribute.SQUAD}
    assert needs_of(_new()) == frozenset()
