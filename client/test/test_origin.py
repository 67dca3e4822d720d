import subprocess
from pathlib import Path

import pytest

from integrates_ci.origin import Origin, ask_git, origin_of


def no_git(_: tuple[str, ...]) -> str | None:
    return None


@pytest.mark.parametrize(
    ("environ", "origin"),
    [
        ({}, Origin(commit=None, ref=None)),
        (
            {"GITHUB_SHA": "c1", "GITHUB_REF_NAME": "main"},
            Origin(commit="c1", ref="main"),
        ),
        (
            {"GITHUB_SHA": "c1", "GITHUB_REF_NAME": "12/merge", "GITHUB_HEAD_REF": "fix"},
            Origin(commit="c1", ref="fix"),
        ),
        (
            {"CI_COMMIT_SHA": "c2", "CI_COMMIT_REF_NAME": "feature/x"},
            Origin(commit="c2", ref="feature/x"),
        ),
        (
            {"BUILD_SOURCEVERSION": "c3", "BUILD_SOURCEBRANCH": "refs/heads/a/b"},
            Origin(commit="c3", ref="a/b"),
        ),
        ({"GIT_COMMIT": "c4", "GIT_BRANCH": "origin/main"}, Origin(commit="c4", ref="main")),
        ({"GITHUB_SHA": " ", "GIT_COMMIT": "c5"}, Origin(commit="c5", ref=None)),
    ],
)
def test_the_build_tells_commit_and_branch(environ: dict[str, str], origin: Origin) -> None:
    assert origin_of(environ, no_git) == origin


def test_git_tells_what_the_build_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    person = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for arguments in (
        ("init", "--quiet", "--initial-branch", "trunk"),
        (*person, "commit", "--quiet", "--allow-empty", "--message", "first"),
    ):
        subprocess.run(("git", *arguments), check=True)
    head = subprocess.run(("git", "rev-parse", "HEAD"), check=True, capture_output=True, text=True)

    origin = origin_of({}, ask_git)

    assert origin == Origin(commit=head.stdout.strip(), ref="trunk")


def test_outside_of_a_repository_nothing_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert origin_of({}, ask_git) == Origin(commit=None, ref=None)


def test_without_git_nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    assert origin_of({}, ask_git) == Origin(commit=None, ref=None)
