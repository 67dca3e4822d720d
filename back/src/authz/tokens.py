"""API tokens as text: ``itg_<kind>_<30 random><6 check>`` in base 62.

The prefix lets a secret scanner find a leaked token; the CRC-32 at the end lets it, and us,
tell one from noise without asking anybody.  178 random bits allow a plain hash at rest.
"""

import hashlib
import re
import secrets
import zlib
from collections.abc import Callable
from enum import StrEnum
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
PATTERN: Final = re.compile(r"itg_(?:user|group)_([0-9A-Za-z]{30})([0-9A-Za-z]{6})")
_RANDOM: Final = 30
_CHECK: Final = 6


class TokenKind(StrEnum):
    GROUP = "group"
    USER = "user"


def new_token(kind: TokenKind, choose: Callable[[str], str] = secrets.choice) -> str:
    """Return the text of a new token; ``choose`` draws one of the characters it is given."""
    body = f"itg_{kind}_{''.join(choose(ALPHABET) for _ in range(_RANDOM))}"
    return body + _check(body)


def digest_of(text: str) -> str | None:
    """Return the SHA-256 of a token in hex, or ``None`` for what never was one of ours."""
    if PATTERN.fullmatch(text) is None or _check(text[:-_CHECK]) != text[-_CHECK:]:
        return None
    return hashlib.sha256(text.encode()).hexdigest()


def _check(body: str) -> str:
    rest = zlib.crc32(body.encode())
    digits = []
    for _ in range(_CHECK):
        rest, digit = divmod(rest, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))
