"""Where what is downloaded or made is kept: the user's cache, never the repository."""

import os
from pathlib import Path


class BenchError(Exception):
    """Something that the bench needs cannot be had; the text says what."""


def cache(*parts: str) -> Path:
    """Return a folder of the bench in the user's cache; it is made if it is not there."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(home).joinpath("integrates", "bench", *parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
