"""The statement that a line begins, as it stays when a formatter splits or joins lines."""

import re
from collections.abc import Sequence
from typing import Final

from integrates_ci.prepare.lines import WHITE

MOST_LINES: Final = 14
# Escapes count as read outside of strings too: else each quote in ``\"\"\"`` would be tried.
_STRING: Final = re.compile(rb"""\\.|(["'`])(?:\\.|(?!\1)[^\\])*+\1""", re.DOTALL)
_LAST_COMMA: Final = re.compile(rb",(?=[)\]}])")
_QUOTES: Final = bytes.maketrans(b"'`", b'""')


def statement_at(lines: Sequence[bytes], number: int) -> bytes:
    """Return what is hashed of the statement that begins in line ``number``, from 1.

    That is the lines until brackets balance, at most 14, else the one line; without white
    space, quotes' style, commas before a closing bracket, round brackets and line
    continuations.  It is empty where there is no such line, or nothing else in it.
    """
    if not 1 <= number <= len(lines):
        return b""
    taken = lines[number - 1 : number - 1 + _count(lines, number)]
    bare = b"".join(line.removesuffix(b"\\").translate(None, WHITE) for line in taken)
    return _LAST_COMMA.sub(b"", bare).translate(_QUOTES, b"()")


def _count(lines: Sequence[bytes], number: int) -> int:
    depth = 0
    for count, line in enumerate(lines[number - 1 : number - 1 + MOST_LINES], start=1):
        depth += _depth(line)
        if depth <= 0:
            return count
    return 1


def _depth(line: bytes) -> int:
    """Return how many brackets stay open; those in strings that end in the line do not count."""
    code = _STRING.sub(b"", line)
    opening, closing = (
        sum(map(code.count, each)) for each in ((b"(", b"[", b"{"), (b")", b"]", b"}"))
    )
    return opening - closing
