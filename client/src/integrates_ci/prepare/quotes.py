"""Whether a file is still as it was scanned: what the tool quotes of its lines is in them."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from integrates_ci.prepare.lines import WHITE

# By the line that a result begins in, what its tool quotes there; empty where it quotes nothing.
Quotes: TypeAlias = Mapping[int, bytes]

_MASKS: Final = (b"***", b"REDACTED")  # of secrets


def agree(lines: Sequence[bytes], quotes: Quotes) -> bool:
    """Return whether each quote is in the file, and of several most are on their lines.

    Tools quote another line now and then (Bandit does, of what takes several), so that one
    that is elsewhere in the file says nothing. White space does not count.
    """
    said = {number: quote.translate(None, WHITE) for number, quote in quotes.items()}
    told = {number: quote for number, quote in said.items() if quote and not _is_masked(quote)}
    off = [number for number, quote in told.items() if not _is_at(lines, number, quote)]
    if len(told) > 1 and 2 * len(off) > len(told):
        return False
    bare = [line.translate(None, WHITE) for line in lines] if off else []
    return all(any(_first(quotes[number]) in line for line in bare) for number in off)


def _is_at(lines: Sequence[bytes], number: int, quote: bytes) -> bool:
    """Return whether the line holds the quote, or the quote the line."""
    line = lines[number - 1].translate(None, WHITE) if 1 <= number <= len(lines) else b""
    return quote in line or (bool(line) and line in quote)


def _first(quote: bytes) -> bytes:
    """Return the first line of a quote that has more than white space."""
    return next(filter(None, (line.translate(None, WHITE) for line in quote.splitlines())), b"")


def _is_masked(quote: bytes) -> bool:
    return any(mask in quote for mask in _MASKS)
