"""Whether a file is still as it was scanned: what the tool quotes of a line is in it."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from integrates_ci.prepare.lines import WHITE

# By the line that a result begins in, what its tool quotes there; empty where it quotes nothing.
Quotes: TypeAlias = Mapping[int, bytes]

_MASKS: Final = (b"***", b"REDACTED")  # of secrets


def agree(lines: Sequence[bytes], quotes: Quotes) -> bool:
    """Return whether each line holds its quote, or the quote holds it; white space aside."""
    return all(_agrees(_bare(lines, number), quote) for number, quote in quotes.items())


def _bare(lines: Sequence[bytes], number: int) -> bytes:
    return lines[number - 1].translate(None, WHITE) if 1 <= number <= len(lines) else b""


def _agrees(line: bytes, quote: bytes) -> bool:
    said = quote.translate(None, WHITE)
    if not said or any(mask in said for mask in _MASKS):
        return True
    return said in line or (bool(line) and line in said)
