"""The statements of a Python file, each by what its head says, wherever and however written."""

import ast
import hashlib
import warnings
from collections.abc import Iterator, Sequence
from typing import Final

from matching.trees import lines_of
from matching.truth.types import Unit

_INNER: Final = frozenset({"body", "orelse", "finalbody", "handlers", "cases"})
_SCOPES: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_HEADS: Final = (ast.stmt, ast.ExceptHandler)


def statements(path: str, text: str) -> tuple[Unit, ...] | None:
    """Return the heads of all statements in their order; ``None`` if it is not Python 3."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    lines = lines_of(text)
    units = (_unit(path, scope, node, lines) for scope, node in _walked(module, ""))
    return tuple(sorted(units, key=lambda unit: (unit.start, unit.column)))


def _walked(node: ast.AST, scope: str) -> Iterator[tuple[str, ast.stmt | ast.ExceptHandler]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _HEADS):
            yield scope, child
        inner = f"{scope}.{child.name}".lstrip(".") if isinstance(child, _SCOPES) else scope
        yield from _walked(child, inner)


def _unit(path: str, scope: str, node: ast.stmt | ast.ExceptHandler, lines: Sequence[str]) -> Unit:
    start, end = _first_line(node), _last_line(node)
    return Unit(
        path=path,
        scope=scope,
        key=_key(node),
        text="".join("".join(lines[start - 1 : end]).split()),
        start=start,
        column=node.col_offset + 1,
    )


def _first_line(node: ast.stmt | ast.ExceptHandler) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(each.lineno for each in decorators)])


def _last_line(node: ast.stmt | ast.ExceptHandler) -> int:
    body: list[ast.stmt] = getattr(node, "body", [])
    if body:
        return max(node.lineno, _first_line(body[0]) - 1)
    return node.end_lineno or node.lineno


def _key(node: ast.AST) -> str:
    fields = (_dumped(value) for name, value in ast.iter_fields(node) if name not in _INNER)
    said = f"{type(node).__name__} {' '.join(fields)}"
    return hashlib.sha256(said.encode(errors="surrogatepass")).hexdigest()


def _dumped(value: object) -> str:
    if isinstance(value, ast.AST):
        return ast.dump(value)
    if isinstance(value, list):
        return f"[{','.join(map(_dumped, value))}]"
    return repr(value)
