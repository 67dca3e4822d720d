"""Aligning two sequences of units, and telling where the alignment could slide."""

import subprocess
import tempfile
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Final, TypeAlias

# Equal runs as (start in the old, start in the new, length), in order.
Run: TypeAlias = tuple[int, int, int]
_HEAD: Final = "@@ -"
_GIT: Final = ("git", "diff")


def similar_runs(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Return the equal runs by longest common stretches (difflib, nothing taken for junk)."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    return [(block.a, block.b, block.size) for block in blocks if block.size]


def least_edited_runs(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Return the equal runs of git's shortest edit script (Myers)."""
    runs: list[Run] = []
    before, now = 0, 0
    for start, count, at, added in (*_hunks(old, new), (len(old), 0, len(new), 0)):
        if start > before:
            runs.append((before, now, start - before))
        before, now = start + count, at + added
    return runs


def sliding(old: Sequence[str], new: Sequence[str], runs: Sequence[Run]) -> set[Run]:
    """Return the pairs, as runs of one, that another alignment as good would not have.

    Where what was put in, or taken out, ends or begins with what lies beside it, nothing
    tells which of the equals is the one that was there.
    """
    unsure: set[Run] = set()
    for run, after in pairwise([(0, 0, 0), *runs, (len(old), len(new), 0)]):
        last, following = (run[0] + run[2], run[1] + run[2]), after[:2]
        for side, start, end in zip((old, new), last, following, strict=True):
            back, ahead = _slides(side, start, end, run[2], after[2])
            unsure |= {(last[0] - at, last[1] - at, 1) for at in range(1, back + 1)}
            unsure |= {(following[0] + at, following[1] + at, 1) for at in range(ahead)}
    return unsure


def _slides(side: Sequence[str], start: int, end: int, before: int, after: int) -> tuple[int, int]:
    """Return how far the gap of ``side`` could slide back and ahead within the runs beside it."""
    back = ahead = 0
    if end > start:
        while back < before and side[start - 1 - back] == side[end - 1 - back]:
            back += 1
        while ahead < after and side[start + ahead] == side[end + ahead]:
            ahead += 1
    return back, ahead


def _hunks(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int, int]]:
    """Return what differs as (start, count, start, count), from 0, as git's diff tells it."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        for name, side in (("old", old), ("new", new)):
            (folder / name).write_text("".join(f"{line}\n" for line in side), errors="replace")
        options = ["--no-index", "--minimal", "--diff-algorithm=myers", "-U0", "--no-color"]
        told = subprocess.run(
            [*_GIT, *options, "--no-ext-diff", "--text", "old", "new"],
            cwd=folder,
            capture_output=True,
            check=False,
        )
    heads = [line for line in told.stdout.decode(errors="replace").split("\n") if line[:4] == _HEAD]
    return [_hunk(line) for line in heads]


def _hunk(head: str) -> tuple[int, int, int, int]:
    _, old, new, *_ = head.split(" ")
    return *_span(old), *_span(new)


def _span(told: str) -> tuple[int, int]:
    """Read ``-12,3``; a hunk without lines names the line before it."""
    start, _, count = told[1:].partition(",")
    size = int(count or 1)
    return int(start) - (1 if size else 0), size
