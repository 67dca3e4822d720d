"""Small code bases whose lines know which weakness they are, and edits of them.

A line is weak where its text calls ``run``; it stays the weakness that it was wherever an
edit takes it.  What a comparison should find out is so known beforehand.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final, TypeAlias

from imports.reports import Report
from reports.seen import report_of, seen
from reports.sketching import prepared

ALWAYS: Final = "app/always.py"  # is never edited: so no report is empty
_INDENT: Final = "    "


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A statement, of one line or several; ``weakness`` is there if a tool sees one in it."""

    text: str
    weakness: int | None = None


Tree: TypeAlias = Mapping[str, tuple[Line, ...]]
Words: TypeAlias = Callable[[int], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """``file``, ``start`` and ``target`` are taken modulo what there is."""

    kind: str
    file: int = 0
    other: int = 0
    start: int = 0
    target: int = 0
    lines: int = 1


def tree(files: int, lines: int, words: Words) -> Tree:
    """Return a code base; ``words`` gives the word of each line by its number."""
    numbers = count()
    made = {f"app/{name}.py": _lines(lines, numbers, words) for name in "abcdefgh"[:files]}
    return made | {ALWAYS: (Line(text="always = run(always)", weakness=-1),)}


def edited(code: Tree, edits: Sequence[Edit], words: Words) -> Tree:
    numbers = count(10_000)
    for edit in edits:
        code = _EDITS[edit.kind](code, edit, numbers, words)
    return code


def report(code: Tree) -> tuple[Report, tuple[int, ...]]:
    """Return what a tool reports of it, prepared, and the weakness of each result."""
    found = [(path, *each) for path, lines in sorted(code.items()) for each in _weak(lines)]
    results = [seen(at, path=path) for path, at, _ in found]
    files = {path: _text(lines) for path, lines in code.items()}
    return prepared(report_of(*results), files), tuple(weakness for *_, weakness in found)


def _weak(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """Yield the line and the weakness of each weak statement."""
    at = 1
    for line in lines:
        if line.weakness is not None:
            yield at, line.weakness
        at += line.text.count("\n") + 1


def _text(lines: Sequence[Line]) -> list[str]:
    return "\n".join(line.text for line in lines).split("\n")


def _lines(size: int, numbers: "count[int]", words: Words) -> tuple[Line, ...]:
    return tuple(_line(next(numbers), words) for _ in range(size))


def _line(number: int, words: Words) -> Line:
    """Return every third line as a weak one, every seventh as a blank one."""
    word = words(number)
    if number % 3 == 0:
        return Line(text=f"value_{word} = run({word}, [{word}])", weakness=number)
    return Line(text="" if number % 7 == 0 else f"note_{word} = {word}")


def _paths(code: Tree) -> list[str]:
    return sorted(path for path in code if path != ALWAYS)


def _path(code: Tree, number: int) -> str:
    paths = _paths(code)
    return paths[number % len(paths)]


def _put(code: Tree, path: str, at: int, lines: Sequence[Line]) -> Tree:
    at %= len(code[path]) + 1
    return {**code, path: (*code[path][:at], *lines, *code[path][at:])}


def _cut(code: Tree, edit: Edit) -> tuple[Tree, tuple[Line, ...]]:
    path = _path(code, edit.file)
    start = edit.start % (len(code[path]) + 1)
    block = code[path][start : start + edit.lines]
    return {**code, path: code[path][:start] + code[path][start + edit.lines :]}, block


def _insert(code: Tree, edit: Edit, numbers: "count[int]", words: Words) -> Tree:
    return _put(code, _path(code, edit.file), edit.start, _lines(edit.lines, numbers, words))


def _delete(code: Tree, edit: Edit, _: "count[int]", __: Words) -> Tree:
    return _cut(code, edit)[0]


def _move(code: Tree, edit: Edit, _: "count[int]", __: Words) -> Tree:
    rest, block = _cut(code, edit)
    return _put(rest, _path(code, edit.other), edit.target, block)


def _rename(code: Tree, edit: Edit, numbers: "count[int]", _: Words) -> Tree:
    path = _path(code, edit.file)
    moved = {f"lib{next(numbers)}/{path}": code[path]}
    return {other: lines for other, lines in code.items() if other != path} | moved


def _swap(code: Tree, edit: Edit, _: "count[int]", __: Words) -> Tree:
    one, other = _path(code, edit.file), _path(code, edit.other)
    return {**code, one: code[other], other: code[one]}


def _copy(code: Tree, edit: Edit, numbers: "count[int]", __: Words) -> Tree:
    """Put a copy of a block elsewhere: its weaknesses are new ones, though they look alike."""
    _, block = _cut(code, edit)
    copies = [
        line if line.weakness is None else replace(line, weakness=next(numbers)) for line in block
    ]
    return _put(code, _path(code, edit.other), edit.target, copies)


def _reformat(code: Tree, edit: Edit, _: "count[int]", __: Words) -> Tree:
    """Break each call of the block in lines."""
    rest, block = _cut(code, edit)
    path = _path(code, edit.file)
    start = edit.start % (len(code[path]) + 1)
    return _put(rest, path, start, tuple(map(_wrapped, block)))


def _wrapped(line: Line) -> Line:
    head, opened, tail = line.text.partition("(")
    if line.weakness is None or "\n" in tail:
        return line
    return replace(line, text=f"{head}{opened}\n{_INDENT}{tail[:-1]},\n)")


_EDITS: Final[Mapping[str, Callable[[Tree, Edit, "count[int]", Words], Tree]]] = {
    "insert": _insert,
    "delete": _delete,
    "move": _move,
    "rename": _rename,
    "swap": _swap,
    "copy": _copy,
    "reformat": _reformat,
}
