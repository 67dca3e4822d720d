"""A file is what was pinned, or the run fails."""

from hashlib import sha256
from pathlib import Path

import pytest

from engines import fetch as fetching
from engines.errors import EngineError
from engines.fetch import fetch, pinned

GOOD = b"the right file"
AT = "group:artifact:1:jar"


@pytest.fixture
def downloads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[bytes]:
    """Return what the next downloads will hold; a file in the cache is not downloaded again."""
    left: list[bytes] = []
    path = tmp_path / "artifact.jar"

    def download(_: str) -> Path:
        if not path.exists():
            path.write_bytes(left.pop(0))
        return path

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(fetching, "pinned", lambda _: ((AT, sha256(GOOD).hexdigest()),))
    monkeypatch.setattr(fetching, "_download", download)
    return left


def test_a_broken_download_is_fetched_once_more(downloads: list[bytes]) -> None:
    downloads += [GOOD[:3], GOOD]

    (path,) = fetch("dynamodb")

    assert path.read_bytes() == GOOD


def test_a_file_that_stays_wrong_fails(downloads: list[bytes]) -> None:
    downloads += [b"wrong", b"wrong", GOOD]

    with pytest.raises(EngineError, match="the SHA-256 differs"):
        fetch("dynamodb")

    assert downloads == [GOOD]


def test_everything_that_is_fetched_is_pinned() -> None:
    files = pinned("dynamodb")

    assert len({at for at, _ in files}) == len(files)
    assert {len(at.split(":")) for at, _ in files} == {4}
    assert {len(digest) for _, digest in files} == {64}
