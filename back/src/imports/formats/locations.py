"""Where a result is: the path that a SARIF location stands for, and its region."""

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from urllib.parse import unquote

from db_model.vulnerabilities.types import Region
from imports.formats.json_values import Node, node_of, nodes_of, text_of, whole_of
from imports.formats.texts import cleaned, digest

_LONGEST: Final = 1024
_REMOTE: Final = re.compile(r"(?!file:)[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_FILE: Final = re.compile(r"file:(//(localhost)?(?=/|$))?", re.IGNORECASE)
_LEADING: Final = re.compile(r"^(/|\.\./|\./)+")


def path_of(uri: str, bases: Sequence[str] = ()) -> str:
    """Return the path of ``uri`` with ``/``, relative to the first of ``bases`` that holds it.

    An absolute path outside of all bases is kept, without its leading slash; a path
    never leads upwards.  What has another scheme than ``file`` is kept as it is.
    """
    if _REMOTE.match(uri):
        return _bounded(uri)
    path = _plain(uri)
    for base in bases:
        if path.startswith(base):
            path = path[len(base) :]
            break
    return _bounded(_LEADING.sub("", posixpath.normpath(path))) if path else ""


def paths_of(uris: Iterable[str] | None, bases: Sequence[str] = ()) -> tuple[str, ...] | None:
    """Return the path of each, once, in their order; nothing where nothing is told."""
    if uris is None:
        return None
    return tuple(dict.fromkeys(path_of(uri, bases) for uri in uris))


def base_of(uri: str) -> str:
    """Return the folder of an absolute ``uri`` as a prefix of paths; empty if it is relative."""
    path = _plain(uri)
    is_absolute = path.startswith("/") or path[1:3] == ":/"
    return path.rstrip("/") + "/" if is_absolute and path.strip("/") else ""


def place_of(location: Node, artifacts: Sequence[str], place: str) -> tuple[str, Region | None]:
    """Return the URI, or else the logical name, and the region of a result's location."""
    physical = node_of(location, "physicalLocation", place)
    artifact = node_of(physical, "artifactLocation", place)
    uri = text_of(artifact, "uri", place)
    index = whole_of(artifact, "index", place)
    if not uri and index is not None and 0 <= index < len(artifacts):
        uri = artifacts[index]
    if uri:
        return uri, region_of(node_of(physical, "region", place), place)
    for logical in nodes_of(location, "logicalLocations", place):
        if name := text_of(logical, "fullyQualifiedName", place) or text_of(logical, "name", place):
            return name, None
    return "", None


def region_of(region: Node, place: str) -> Region | None:
    """Return the lines and columns; tools that know no line leave it out or write 0."""
    told = {key: whole_of(region, key, place) for key in _MEMBERS} if region else {}
    start = told.get("startLine")
    if start is None or start < 1:
        return None
    end = _from_one(told["endLine"])
    return Region(
        start_line=start,
        end_line=None if end is None or end < start else end,
        start_column=_from_one(told["startColumn"]),
        end_column=_from_one(told["endColumn"]),
    )


def bases_of(declared: Mapping[str, Node], place: str) -> tuple[str, ...]:
    """Return the absolute bases of ``originalUriBaseIds``, the longest first."""
    uris = [text_of(each, "uri", place) for each in declared.values()]
    return tuple(sorted({base for uri in uris if (base := base_of(uri))}, key=_by_length))


_MEMBERS: Final = ("startLine", "endLine", "startColumn", "endColumn")


def _by_length(base: str) -> tuple[int, str]:
    return -len(base), base


def _from_one(number: int | None) -> int | None:
    return None if number is None or number < 1 else number


def _plain(uri: str) -> str:
    text = unquote(_FILE.sub("", uri, count=1)).replace("\\", "/")
    text = re.sub(r"^/(?=[A-Za-z]:/)", "", text)
    return unicodedata.normalize("NFC", text)


def _bounded(path: str) -> str:
    kept = cleaned(path, 4 * _LONGEST).replace("\n", "").replace("\t", " ")
    if kept == ".":
        return ""
    return kept if len(kept) <= _LONGEST else f"{kept[: _LONGEST - 25]}~{digest(path)}"
