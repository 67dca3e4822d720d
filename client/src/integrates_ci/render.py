"""Values as text for people and for spreadsheets."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_GAP: Final = "  "
_ELLIPSIS: Final = "..."
_NARROWEST: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    title: str
    is_number: bool = False
    is_path: bool = False  # of a path that is too long, the end is shown


def table(
    columns: Sequence[Column], rows: Iterable[Sequence[str]], *, width: int | None
) -> tuple[str, ...]:
    """Return the lines of a table, cut to ``width`` where that is given.

    What a report says may hold anything: control characters are shown, not sent.
    """
    cells = [[column.title for column in columns]]
    cells += [[printable(cell) for cell in row] for row in rows]
    widths = _fitted([max(map(len, column)) for column in zip(*cells, strict=True)], width)
    return tuple(_line(columns, row, widths) for row in cells)


def printable(text: str) -> str:
    """Return ``text`` on one line, without anything that a terminal would obey."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows that no spreadsheet takes for formulas, under a row of titles."""
    target = io.StringIO()
    # All text is quoted: a carriage return in it would otherwise begin a row.
    writer = csv.writer(target, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow(columns)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return target.getvalue()


def _inert(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def _fitted(widths: list[int], width: int | None) -> list[int]:
    """Narrow the widest columns until the line fits, but none below a readable width."""
    if width is None:
        return widths
    fitted = list(widths)
    room = max(width - len(_GAP) * (len(widths) - 1), 0)
    while sum(fitted) > room and max(fitted) > _NARROWEST:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _line(columns: Sequence[Column], cells: Sequence[str], widths: Sequence[int]) -> str:
    parts = [
        _aligned(column, cell, width)
        for column, cell, width in zip(columns, cells, widths, strict=True)
    ]
    return _GAP.join(parts).rstrip()


def _aligned(column: Column, text: str, width: int) -> str:
    if len(text) <= width:
        return text.rjust(width) if column.is_number else text.ljust(width)
    kept = width - len(_ELLIPSIS)
    return _ELLIPSIS + text[-kept:] if column.is_path else text[:kept] + _ELLIPSIS
