"""Source trees as values: what the files of one release say, and the same in a folder."""

import hashlib
import tarfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from matching.cache import cache

Tree: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Which files count: those that end so, and lie in none of the folders ``without``."""

    suffixes: tuple[str, ...]
    without: tuple[str, ...] = ()

    def is_in(self, path: str) -> bool:
        parts = path.split("/")[:-1]
        return path.endswith(self.suffixes) and not set(parts) & set(self.without)


def unpacked(archive: Path, kept: Kept) -> Tree:
    """Return the files that count as UTF-8, by their path below the archive's own folder."""
    files: dict[str, str] = {}
    with tarfile.open(archive) as packed:
        for member in packed:
            path = member.name.partition("/")[2]
            content = packed.extractfile(member) if member.isfile() else None
            if content is not None and kept.is_in(path):
                files[path] = content.read().decode(errors="replace")
    return MappingProxyType(dict(sorted(files.items())))


def digest(tree: Tree) -> str:
    """Return what stands for the content and the names of all files."""
    sums = (f"{path}\0{hashlib.sha256(text.encode()).hexdigest()}" for path, text in tree.items())
    return hashlib.sha256("\0".join(sums).encode()).hexdigest()[:16]


def laid_out(tree: Tree) -> Path:
    """Return a folder of the cache with the files of the tree in it."""
    folder = cache("trees") / digest(tree)
    if not (folder / ".whole").exists():
        for path, text in tree.items():
            at = folder / "source" / path
            at.parent.mkdir(parents=True, exist_ok=True)
            at.write_bytes(text.encode())
        (folder / ".whole").touch()
    return folder / "source"


def lines_of(text: str) -> Sequence[str]:
    """Return the lines as tools count them, whichever of the three line ends they have."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
