"""A tree as a formatter leaves it; what is where is told by the characters that it keeps."""

import shutil
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from functools import cache as remembered
from pathlib import Path
from typing import Final

from matching.cache import cache
from matching.derived import Derived, Place
from matching.tools import made, python, ran
from matching.trees import Tree, digest, laid_out

# Formatters change these and no others: spaces, quotes, what closes or continues a list.
_LAYOUT: Final = frozenset(" \t\r\n\f\v\\'\"`(),;{}")
_PYTHON: Final = ("--isolated", "--config", "format.quote-style='single'", "--line-length", "72")


def reformatted(tree: Tree) -> Derived:
    """Return the tree reformatted by ruff, prettier and clang-format, narrower than is usual.

    A file of which the formatter changed more than its layout is left as it was.
    """
    by_formatter = _formatted(tree)
    files = {
        path: by_formatter[path] if _said(by_formatter[path]) == _said(text) else text
        for path, text in tree.items()
    }
    return Derived(tree=files, before=_places(tree), now=_places(files))


def _said(text: str) -> str:
    return "".join(each for each in text if each not in _LAYOUT)


def _places(tree: Tree) -> Callable[[str, int, int], Place]:
    """Return what tells how many kept characters of the file are before a place."""

    @remembered
    def kept(path: str) -> tuple[Sequence[int], Sequence[int]]:
        starts = [0]
        text = tree[path].replace("\r\n", "\n")
        starts += [at + 1 for at, each in enumerate(text) if each == "\n"]
        return starts, [at for at, each in enumerate(text) if each not in _LAYOUT]

    def place(path: str, line: int, column: int) -> Place:
        starts, positions = kept(path)
        at = starts[min(line, len(starts)) - 1] + column - 1
        return path, bisect_left(positions, at), 0

    return place


def _formatted(tree: Tree) -> Mapping[str, str]:
    folder = cache("formatted") / digest(tree)
    if not (folder / ".whole").exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(laid_out(tree), folder / "source")
        for suffix, command in _commands().items():
            files = [path for path in tree if path.endswith(suffix)]
            if files:
                ran([*command, *files], folder / "source")
        (folder / ".whole").touch()
    return {path: _read(folder / "source" / path) for path in tree}


def _read(path: Path) -> str:
    return path.read_bytes().decode(errors="replace")


def _commands() -> Mapping[str | tuple[str, ...], list[str]]:
    ruff = python(made(("ruff.txt",))).with_name("ruff")
    clang = python(made(("clang-format.txt",))).with_name("clang-format")
    npm = made(("package.json", "package-lock.json", "eslint.config.mjs"))
    prettier = npm / "node_modules" / ".bin" / "prettier"
    return {
        ".py": [str(ruff), "format", "--quiet", "--no-cache", *_PYTHON],
        ".js": [str(prettier), "--write", "--log-level=silent", "--print-width=60"],
        (".c", ".h"): [str(clang), "-i", "--style={BasedOnStyle: Google, ColumnLimit: 64}"],
    }
