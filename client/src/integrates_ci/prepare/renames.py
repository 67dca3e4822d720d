"""Which paths the files of a source had before, as git's history tells."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

Renames: TypeAlias = Mapping[str, tuple[str, ...]]
"""From a present path to its earlier ones, the latest first; relative to the source, with ``/``."""

MOST_COMMITS: Final = 500
MOST_NAMES: Final = 100  # of one file; the server takes no more
_RENAMED: Final = re.compile(r"R\d+")
_LOG: Final = (
    "log",
    "--find-renames",
    "--diff-filter=R",
    "--name-status",
    "-z",
    "--relative",
    "--no-show-signature",
    "--format=tformat:commit",
    f"--max-count={MOST_COMMITS}",
)


def renames_of(source: Path, git: Callable[[tuple[str, ...]], str | None]) -> Renames:
    """Return the renames of the last 500 commits; none where ``git`` can tell nothing.

    ``git`` takes arguments and returns what was printed, as ``origin.ask_git`` does.
    """
    log = git(("-C", str(source), *_LOG))
    return renames_in(log) if log else {}


def renames_in(log: str) -> Renames:
    """Follow names back in time; a name that was used again is that of its last file."""
    present: dict[str, str | None] = {}  # what a name of that time is called now, if it is there
    earlier: dict[str, list[str]] = {}
    for renamed in _commits(log):
        found = [(old, present.get(new, new)) for old, new in renamed]
        present |= dict.fromkeys(new for _, new in renamed)
        for old, now in found:
            present[old] = now
            if now is not None and old != now:
                earlier.setdefault(now, []).append(old)
    return {path: tuple(dict.fromkeys(names))[:MOST_NAMES] for path, names in earlier.items()}


def _commits(log: str) -> Iterator[list[tuple[str, str]]]:
    """Yield the renames of each commit; a commit begins with a text that is no status."""
    renamed: list[tuple[str, str]] = []
    fields = iter(log.split("\0"))
    for field in fields:
        if _RENAMED.fullmatch(field.lstrip("\n")):
            renamed.append((next(fields, ""), next(fields, "")))
        elif renamed:
            yield renamed
            renamed = []
    if renamed:
        yield renamed
