"""From the URIs of a report to paths in the source, and back."""

import posixpath
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from integrates_ci.prepare.nodes import Node, node_of

_REMOTE: Final = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_FILE: Final = re.compile(r"file:(//(localhost)?(?=/|$))?", re.IGNORECASE)
_DRIVE: Final = re.compile(r"[A-Za-z]:/")
_SAFE: Final = (
    "/!$&'()*+,;=@"  # of RFC 3986, 3.3; without the colon, which a first part may not hold
)
_DEEPEST: Final = 10  # bases may be told by other bases


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """Where a run says its files are: absolute folders with ``/`` at the end.

    ``source`` are the names of the source's own root; ``declared`` those that the run has as
    bases, the longest first; ``bases`` what stands before a path for the id of its base,
    relative to the root.
    """

    source: tuple[str, ...]
    declared: tuple[str, ...] = ()
    bases: Mapping[str, str]


def folders_of(run: Node, source: Path) -> Folders:
    """Return the folders of ``run``; a base outside of the source is taken for its root."""
    named = dict.fromkeys(_prefix(str(each)) for each in (source.absolute(), source.resolve()))
    roots = tuple(named)
    raw = node_of(run, "originalUriBaseIds")
    told = {id_: base for id_, base in raw.items() if isinstance(base, dict)}
    plains = (_plain(uri) for base in told.values() if isinstance(uri := base.get("uri"), str))
    declared = {_prefix(path) for path in plains if _is_absolute(path)} - {"/"}
    bases = {id_: _base(told, id_, roots) for id_ in told if "uri" in told[id_]}
    return Folders(
        source=roots,
        declared=tuple(sorted(declared, key=lambda each: (-len(each), each))),
        bases=bases,
    )


def path_of(location: Node, folders: Folders) -> str | None:
    """Return the path of an artifact's location in the source; ``None`` if it is elsewhere."""
    uri = location.get("uri")
    if not isinstance(uri, str) or not uri or _is_remote(uri):
        return None
    path = _plain(uri)
    if _is_absolute(path):
        held = _within(path, (*folders.source, *folders.declared))
        return None if held is None else _relative(held)
    base = location.get("uriBaseId")
    return _relative((folders.bases.get(base, "") if isinstance(base, str) else "") + path)


def located(location: Node, folders: Folders) -> Node:
    """Return ``location`` relative to the root; as it is, if it is elsewhere."""
    path = path_of(location, folders)
    if path is None:
        return location
    told = {**location, "uri": uri_of(path)}
    if told.get("uriBaseId") in folders.bases:
        del told["uriBaseId"]
    return told


def uri_of(path: str) -> str:
    return quote(path, safe=_SAFE, errors="surrogateescape")


def hashed_path(path: str) -> bytes:
    return unicodedata.normalize("NFC", path).encode(errors="surrogateescape")


def with_guess(folders: Folders, guess: str | None) -> Folders:
    return folders if guess is None else replace(folders, source=(*folders.source, guess))


def absolute_outside(location: Node, folders: Folders) -> str | None:
    """Return the absolute path of what is neither in the source nor below a base."""
    uri = location.get("uri")
    if not isinstance(uri, str) or _is_remote(uri) or path_of(location, folders) is not None:
        return None
    path = _plain(uri)
    return path if _is_absolute(path) else None


def guessed_folder(paths: Iterable[str], is_there: Callable[[str], bool]) -> str | None:
    """Return the shortest folder below which all absolute ``paths`` are files of the source.

    So a report from a container, or from another machine, finds its files.
    """
    known = sorted(set(paths))
    if not known:
        return None
    parts = posixpath.dirname(posixpath.commonprefix([known[0], known[-1]]) + "x").split("/")
    for count in range(1, len(parts) + 1):
        folder = _prefix("/".join(parts[:count]))
        if all(is_there(path.removeprefix(folder)) for path in known):
            return folder
    return None


def _base(told: Mapping[str, Node], id_: str, roots: tuple[str, ...]) -> str:
    """Return what stands before a path that is relative to a base, as a folder of the root."""
    before = ""
    for _ in range(_DEEPEST):
        base = told.get(id_, {})
        uri = base.get("uri")
        path = _plain(uri) if isinstance(uri, str) and not _is_remote(uri) else ""
        if _is_absolute(path):
            path = _within(_prefix(path), roots) or ""
        before = f"{path.rstrip('/')}/{before}" if path.strip("/") else before
        parent = base.get("uriBaseId")
        if not isinstance(parent, str):
            break
        id_ = parent
    return before


def _within(path: str, folders: Iterable[str]) -> str | None:
    return next((path[len(each) :] for each in folders if path.startswith(each)), None)


def _relative(path: str) -> str | None:
    """Return the path without dots; ``None`` if it leads out of the root, or cannot be one."""
    clean = posixpath.normpath(path)
    if clean in (".", "..") or clean.startswith(("../", "/")) or "\0" in clean:
        return None
    try:
        clean.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return None
    return clean


def _plain(uri: str) -> str:
    text = unquote(_FILE.sub("", uri, count=1), errors="surrogateescape").replace("\\", "/")
    return text[1:] if _DRIVE.match(text, 1) and text.startswith("/") else text


def _is_absolute(path: str) -> bool:
    return path.startswith("/") or _DRIVE.match(path) is not None


def _is_remote(uri: str) -> bool:
    return _REMOTE.match(uri) is not None


def _prefix(folder: str) -> str:
    return folder.replace("\\", "/").rstrip("/") + "/"
