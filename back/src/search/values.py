"""What may be a value of a field, in the one spelling that all engines get.

Pure.
"""

import math
from collections.abc import Callable, Mapping
from typing import Final

from search.types import Kind, Scalar

MAX_KEYWORD_BYTES: Final = 8192
MAX_TEXT_CHARACTERS: Final = 200_000
# JSON's numbers are exact so far, and engines' own marks for absent values are beyond.
MAX_INTEGER: Final = 2**53


def canonical(kind: Kind, value: object) -> Scalar | None:
    """Return ``value`` as a field of that kind has it, or ``None`` if it cannot have it."""
    return SPELLINGS[kind](value)


def is_keyword(value: str, *, longest: int = MAX_KEYWORD_BYTES) -> bool:
    """Tell whether UTF-8 can hold ``value``, in ``longest`` bytes."""
    if value.isascii():
        return len(value) <= longest
    try:
        return len(value.encode()) <= longest
    except UnicodeEncodeError:
        return False


def _keyword(value: object) -> str | None:
    return value if isinstance(value, str) and is_keyword(value) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and len(value) <= MAX_TEXT_CHARACTERS else None


def _integer(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MAX_INTEGER:
        return None
    return value


def _float(value: object) -> float | None:
    if not isinstance(value, float):
        value = _integer(value)
    if value is None or not math.isfinite(value):
        return None
    # Adding zero makes the one zero that has no sign: some engines tell the two apart.
    return float(value) + 0.0


def _bool(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


# A table: documents have many values, and each goes through here.
SPELLINGS: Final[Mapping[Kind, Callable[[object], Scalar | None]]] = {
    Kind.KEYWORD: _keyword,
    Kind.TEXT: _text,
    Kind.INT: _integer,
    Kind.FLOAT: _float,
    Kind.DATE: _integer,
    Kind.BOOL: _bool,
}
