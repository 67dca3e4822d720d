"""Small and flat: no function, file or module outgrows its budget."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import TypeAlias

from arch.project import ROOT, SOURCES, modules, name_of

CLIENT = ROOT / "client/src"
Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

FILE_LINES = 300
FUNCTION_LINES = 50
MOST_FUNCTIONS_LINES = 30
MEDIAN_LINES = 10
PARAMETERS = 6
# A module that knows more than these of ours is a hub: every change would edit it.
KNOWN_MODULES = 30
# Names and number of a mutation's or field's arguments are the API's.
ARGUMENTS_OF_THE_API = (SOURCES / "api/mutations", SOURCES / "api/resolvers")


def _functions() -> Iterator[tuple[Path, Function]]:
    for path, tree in modules(SOURCES, CLIENT):
        for node in ast.walk(tree):
            if isinstance(node, Function):
                yield path, node


def _lines(function: Function) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _parameters(function: Function) -> int:
    given = function.args
    named = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return sum(argument.arg not in {"self", "cls"} for argument in named)


def _told(path: Path, function: Function) -> str:
    return f"{name_of(path)}:{function.lineno} {function.name}"


def test_no_file_is_long() -> None:
    long = [
        name_of(path)
        for path, _ in modules(SOURCES, CLIENT)
        if len(path.read_text().splitlines()) > FILE_LINES
    ]

    assert long == []


def test_no_function_is_long() -> None:
    long = [_told(*found) for found in _functions() if _lines(found[1]) > FUNCTION_LINES]

    assert long == []


def test_most_functions_are_short() -> None:
    lengths = [_lines(function) for _, function in _functions()]

    assert median(lengths) <= MEDIAN_LINES
    assert quantiles(lengths, n=10)[-1] <= MOST_FUNCTIONS_LINES


def test_no_function_takes_many_parameters() -> None:
    many = [
        _told(path, function)
        for path, function in _functions()
        if _parameters(function) > PARAMETERS
        and not any(path.is_relative_to(folder) for folder in ARGUMENTS_OF_THE_API)
    ]

    assert many == []


def _known(tree: ast.Module) -> set[str]:
    ours = {path.name for path in SOURCES.iterdir()}
    modules_named = {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module is not None
    } | {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    return {name for name in modules_named if name.split(".")[0] in ours}


def test_no_module_is_a_hub() -> None:
    hubs = [name_of(path) for path, tree in modules(SOURCES) if len(_known(tree)) > KNOWN_MODULES]

    assert hubs == []
