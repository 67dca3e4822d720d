"""What a tool looked at: only there does what it reports no more count as gone.

What was said to be scanned is believed.  Of the files that a tool lists, the deepest folder
that holds them all was scanned, as a file that is gone is listed no more; unless the list
leaves out most of the files in which something is open: then files were chosen, and they alone
were scanned.
"""

import posixpath
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from imports.reports import ReportRun

_ROOT: Final = ""
_ENDS: Final = ("/", "?")  # what may follow a folder, or an address
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """``parts`` are files and folders, ``""`` the whole root; ``told`` names them to people."""

    parts: frozenset[str]
    told: str

    def covers(self, path: str) -> bool:
        """Tell whether ``path`` is one of the parts, or in one of them."""
        if _ROOT in self.parts or path in self.parts:
            return True
        return any(path[:end] in self.parts for end, sign in enumerate(path) if sign in _ENDS)


WHOLE: Final = Coverage(parts=frozenset({_ROOT}), told="")


def coverage(runs: Iterable[ReportRun], open_: Mapping[str, bool]) -> Coverage:
    """Return what the runs of one tool looked at together; all where one does not say.

    ``open_`` are the paths where something of the tool was open before, each with whether
    the report shows all of it.
    """
    each = [_of_run(run, open_) for run in runs]
    parts = frozenset[str]().union(*(one.parts for one in each))
    if _ROOT in parts:
        return WHOLE
    return Coverage(parts=parts, told="; ".join(dict.fromkeys(one.told for one in each)))


def _of_run(run: ReportRun, open_: Mapping[str, bool]) -> Coverage:
    if run.scanned is not None:
        return Coverage(parts=frozenset(run.scanned), told=_named(run.scanned))
    if run.files is None:
        return WHOLE
    return _of_files(frozenset(run.files), open_)


def _of_files(files: frozenset[str], open_: Mapping[str, bool]) -> Coverage:
    folder = _folder_of(files)
    held = Coverage(parts=frozenset({folder}), told=f"{len(files)} files in {folder or 'the root'}")
    inside = {path: is_shown for path, is_shown in open_.items() if held.covers(path)}
    left_out = sum(not is_shown and path not in files for path, is_shown in inside.items())
    if is_choice(len(files), len(inside), left_out):
        return Coverage(parts=files, told=_named(sorted(files)))
    return held


def is_choice(listed: int, open_: int, left_out: int) -> bool:
    """Tell whether files were chosen: one file, or few of those in which something is open.

    ``left_out`` of the ``open_`` files in the folder of the listed ones are not listed.  One
    alone may well be gone.
    """
    return listed == 1 or (left_out > 1 and left_out * 2 > open_)


def _folder_of(files: Collection[str]) -> str:
    """Return the deepest folder that holds all files; the root where there is none."""
    folders = {posixpath.dirname(file) for file in files}
    if not folders or _ROOT in folders:
        return _ROOT
    return posixpath.commonpath(folders)


def _named(parts: Iterable[str]) -> str:
    names = [part or "the root" for part in parts]
    more = len(names) - _SHOWN
    told = ", ".join(names[:_SHOWN])
    return f"{told} and {more} more" if more > 0 else told or "nothing"
