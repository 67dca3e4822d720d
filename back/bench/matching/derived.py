"""Trees made from real ones, of which it is known where everything went.

Each maker returns the tree and, for a result's path, line and column of before, what stands
for the same place of now.  All is drawn from a seed: the same tree gives the same.
"""

import ast
import random
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from matching.trees import Tree, lines_of

# What stands for a place: the same on both sides for what is the same.
Place: TypeAlias = tuple[str, int, int]
Where: TypeAlias = Callable[[str, int, int], Place]

_DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_COMMENTS: Final = {"py": "# {}", "js": "// {}", "c": "/* {} */", "h": "/* {} */"}
_EVERY: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """``tree`` is the new one; ``before`` and ``now`` give places of both sides."""

    tree: Tree
    before: Where
    now: Where


def _as_told(path: str, line: int, column: int) -> Place:
    return path, line, column


def same(tree: Tree) -> Derived:
    return Derived(tree=tree, before=_as_told, now=_as_told)


def renamed(tree: Tree) -> Derived:
    """Put all into another folder, and every third file of a folder under another name."""
    paths = {path: _renamed(path, at) for at, path in enumerate(tree)}
    return Derived(
        tree={paths[path]: text for path, text in tree.items()},
        before=lambda path, line, column: (paths[path], line, column),
        now=_as_told,
    )


def _renamed(path: str, at: int) -> str:
    folder, _, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    other = f"{stem}_impl{dot}{suffix}" if at % _EVERY == 0 and stem != "__init__" else name
    return "/".join(part for part in ("lib", folder, other) if part)


def moved(tree: Tree, seed: int) -> Derived:
    """Insert comments throughout, and put one definition of each Python file at its end."""
    return _lines_moved(tree, seed, _inserted)


def shuffled(tree: Tree, seed: int) -> Derived:
    """Shuffle the methods of each class, and the functions and classes of each Python file."""
    return _lines_moved(tree, seed, _shuffled)


# An old line number or, for a line that is put in, its text.
_Line: TypeAlias = int | str
_Change: TypeAlias = Callable[[str, Sequence[str], random.Random], list[_Line]]


def _lines_moved(tree: Tree, seed: int, change: _Change) -> Derived:
    made: dict[str, str] = {}
    places: dict[tuple[str, int], int] = {}
    for path, text in tree.items():
        lines = lines_of(text)
        order = change(path, lines, random.Random(f"{seed} {path}"))  # noqa: S311 - to be repeated
        made[path] = "\n".join(lines[at - 1] if isinstance(at, int) else at for at in order)
        places |= {(path, at): now for now, at in enumerate(order, 1) if isinstance(at, int)}
    return Derived(
        tree=made,
        before=lambda path, line, column: (path, places.get((path, line), 0), column),
        now=_as_told,
    )


def _inserted(path: str, lines: Sequence[str], draw: random.Random) -> list[_Line]:
    comment = _COMMENTS.get(path.rpartition(".")[2], "")
    body = _body(path, lines)
    order = list(range(1, len(lines) + 1))
    moving = [node for node in body if isinstance(node, _DEFINITIONS)]
    if len(moving) > 1:
        start, end = _span(moving[draw.randrange(len(moving) - 1)])
        order = [*order[: start - 1], *order[end:], *order[start - 1 : end]]
    starts = {_span(node)[0] for node in body[1:]}
    if not path.endswith(".py"):
        starts = {at for at, line in enumerate(lines, 1) if line.startswith(("}", "function"))}
    with_comments: list[_Line] = []
    for at in order:
        if comment and at in starts and draw.randrange(_EVERY) == 0:
            with_comments += [comment.format(f"Note {draw.randrange(10**6)}.")] * draw.randint(1, 4)
        with_comments.append(at)
    return with_comments


def _shuffled(path: str, lines: Sequence[str], draw: random.Random) -> list[_Line]:
    order: list[_Line] = list(range(1, len(lines) + 1))
    body = _body(path, lines)
    for node in body:
        if isinstance(node, ast.ClassDef):
            order = _permuted(order, node.body, draw)
    return _permuted(order, body, draw)


def _permuted(order: list[_Line], body: Sequence[ast.stmt], draw: random.Random) -> list[_Line]:
    """Return the lines with the definitions of ``body`` in another order, the rest in place."""
    spans = [_span(node) for node in body if isinstance(node, _DEFINITIONS)]
    other = draw.sample(spans, len(spans))
    made: list[_Line] = []
    done = 0
    for (start, end), (begin, stop) in zip(spans, other, strict=True):
        made += [*order[done : start - 1], *order[begin - 1 : stop]]
        done = end
    return made + order[done:]


def _body(path: str, lines: Sequence[str]) -> list[ast.stmt]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse("\n".join(lines)).body if path.endswith(".py") else []
    except (SyntaxError, ValueError):
        return []


def _span(node: ast.stmt) -> tuple[int, int]:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)]), node.end_lineno or node.lineno
