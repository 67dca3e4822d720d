"""Which commit and branch a report was made from, as the build or git tells."""

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

_GIT_SECONDS: Final = 10

COMMITS: Final = (
    "GITHUB_SHA",
    "CI_COMMIT_SHA",
    "BITBUCKET_COMMIT",
    "BUILD_SOURCEVERSION",
    "CIRCLE_SHA1",
    "DRONE_COMMIT_SHA",
    "BUILDKITE_COMMIT",
    "TRAVIS_COMMIT",
    "GIT_COMMIT",
)
# A pull request's own branch stands before the name that its merge has for the build.
REFS: Final = (
    "GITHUB_HEAD_REF",
    "GITHUB_REF_NAME",
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
    "CI_COMMIT_REF_NAME",
    "BITBUCKET_BRANCH",
    "SYSTEM_PULLREQUEST_SOURCEBRANCH",
    "BUILD_SOURCEBRANCH",
    "CIRCLE_BRANCH",
    "DRONE_SOURCE_BRANCH",
    "DRONE_BRANCH",
    "BUILDKITE_BRANCH",
    "TRAVIS_PULL_REQUEST_BRANCH",
    "TRAVIS_BRANCH",
    "GIT_BRANCH",
)
_REF_PREFIXES: Final = ("refs/heads/", "refs/tags/", "origin/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    commit: str | None
    ref: str | None


def origin_of(environ: Mapping[str, str], git: Callable[[tuple[str, ...]], str | None]) -> Origin:
    """Return what the build's variables tell or, for what they do not, what ``git`` does."""
    commit = _first(environ, COMMITS)
    ref = _first(environ, REFS)
    return Origin(
        commit=commit or git(("rev-parse", "--verify", "--quiet", "HEAD")),
        ref=_short(ref) if ref else git(("symbolic-ref", "--quiet", "--short", "HEAD")),
    )


def ask_git(arguments: tuple[str, ...]) -> str | None:
    """Return what git prints in the current folder; ``None`` without git or a repository."""
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            ("git", *arguments),  # noqa: S607 - the git of the build, wherever it is
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="surrogateescape",  # a path in git may be of any bytes
            timeout=_GIT_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((value for name in names if (value := environ.get(name, "").strip())), None)


def _short(ref: str) -> str:
    return next(
        (ref.removeprefix(prefix) for prefix in _REF_PREFIXES if ref.startswith(prefix)), ref
    )
