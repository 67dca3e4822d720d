"""Which file of the old tree is which of the new one, as git tells it."""

import subprocess
from collections.abc import Iterator, Mapping
from typing import Final

from matching.trees import Tree, laid_out

_GIT: Final = ("git", "diff")
_OPTIONS: Final = ("--no-index", "--name-status", "-z", "-B", "-M40%", "-l0", "--no-ext-diff")


def mapped_files(old: Tree, new: Tree) -> Mapping[str, str]:
    """Return the new path by the old one: renamed ones, and those that kept their path.

    A file that git takes for rewritten is its own successor no more.
    """
    then, now = laid_out(old), laid_out(new)
    told = subprocess.run([*_GIT, *_OPTIONS, str(then), str(now)], capture_output=True, check=False)
    words = iter(told.stdout.decode(errors="replace").split("\0")[:-1])
    changed = list(_changes(words, f"{then}/", f"{now}/"))
    gone = {before for status, before, _ in changed if status == "D"}
    files = {path: path for path in old if path in new and path not in gone}
    for status, before, after in changed:
        if status in "RM":
            files = {path: at for path, at in files.items() if at != after} | {before: after}
    return files


def _changes(words: Iterator[str], then: str, now: str) -> Iterator[tuple[str, str, str]]:
    for status in words:
        before = next(words)
        after = next(words) if status[0] in "RC" else before
        yield (
            status[0],
            before.removeprefix(then).removeprefix(now),
            after.removeprefix(now).removeprefix(then),
        )
