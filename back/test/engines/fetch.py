"""Files of Maven Central in the user's cache, each checked against its pinned SHA-256."""

import fcntl
import hashlib
import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from engines.errors import EngineError

ARTIFACTS = Path(__file__).parent / "artifacts.toml"
TIMEOUT_SECONDS = 60


def cache() -> Path:
    """Return the folder of the downloads, which is never in the repository."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "integrates" / "engines"


@contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time fill the cache."""
    cache().mkdir(parents=True, exist_ok=True)
    with (cache() / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def pinned(engine: str) -> tuple[tuple[str, str], ...]:
    """Return the coordinates and sums of what ``engine`` needs."""
    files = tomllib.loads(ARTIFACTS.read_text())[engine]["files"]
    return tuple((file["at"], file["sha256"]) for file in files)


def fetch(engine: str) -> tuple[Path, ...]:
    """Return the files of ``engine``, downloading what is not in the cache.

    Raises:
        EngineError: a file cannot be had, or is not the pinned one.
    """
    with alone():
        return tuple(_checked(at, sha256) for at, sha256 in pinned(engine))


def _checked(at: str, sha256: str) -> Path:
    # The client writes to the final name, so an interrupted download leaves a short file.
    for _ in range(2):
        path = _download(at)
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() == sha256:
                return path
        path.unlink()
    raise EngineError(f"{at}: the SHA-256 differs from the pinned one")


def _download(at: str) -> Path:
    # Imported here: only a run that needs Maven has the client installed.
    from jgo.maven import MavenContext  # noqa: PLC0415 - see above

    group, artifact, version, packaging = at.split(":")
    maven = MavenContext(repo_cache=cache() / "maven", timeout=TIMEOUT_SECONDS)
    project = maven.project(group, artifact).at_version(version)
    try:
        return Path(project.artifact(packaging=packaging).resolve())
    except (OSError, RuntimeError, ValueError) as fault:
        raise EngineError(f"{at}: {fault}") from fault
