"""The lines of a file, and their hashes."""

from collections.abc import Callable, Sequence
from typing import Final

from integrates_ci.prepare.keys import LINE_BYTES

WHITE: Final = b" \t\v\f\r\n"
_MARK: Final = b"\xef\xbb\xbf"  # of the byte order; an editor's, and no part of a line
_BLANK: Final = bytes(LINE_BYTES)


def lines_of(content: bytes) -> list[bytes]:
    r"""Return the lines, which end at ``\n``, ``\r\n`` or ``\r``, the last one perhaps at none."""
    return content.removeprefix(_MARK).splitlines()


def sketch(lines: Sequence[bytes], hashed: Callable[[bytes], bytes]) -> bytes:
    """Return 4 bytes a line, zeros for one with nothing but white space."""
    bare = (line.translate(None, WHITE) for line in lines)
    return b"".join(hashed(line) if line else _BLANK for line in bare)
