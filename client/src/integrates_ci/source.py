"""Which folder a report was made from, and what of it was scanned."""

import posixpath
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from integrates_ci.errors import WrongUsage
from integrates_ci.prepare import has_files_of


def folder_at(path: str) -> Path:
    """Return the folder that ``--source`` names.

    Raises:
        WrongUsage: there is none.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise WrongUsage(f"--source {path} is no folder")
    return folder


def checkout_of(
    report: Mapping[str, Any], git: Callable[[tuple[str, ...]], str | None]
) -> Path | None:
    """Return the checkout that we are in, if most of the report's files are there."""
    top = git(("rev-parse", "--show-toplevel"))
    if top is None or not has_files_of(report, Path(top)):
        return None
    return Path(top)


def scanned_in(paths: Sequence[str] | None, source: Path | None) -> tuple[str, ...] | None:
    """Return what ``--scanned`` names, relative to the root; ``""`` is all of it.

    Raises:
        WrongUsage: a path leads out of the source, or is absolute without one.
    """
    if paths is None:
        return None
    return tuple(dict.fromkeys(_inside(path, source) for path in paths))


def _inside(path: str, source: Path | None) -> str:
    given = Path(path)
    if source is not None and given.is_absolute():
        roots = (source.absolute(), source.resolve())
        root = next((root for root in roots if given.is_relative_to(root)), None)
        given = given if root is None else given.relative_to(root)
    clean = posixpath.normpath(given.as_posix())
    if given.is_absolute() or clean == ".." or clean.startswith("../"):
        raise WrongUsage(f"--scanned {path} is not in the source")
    return "" if clean == "." else unicodedata.normalize("NFC", clean)
