"""Texts of a report: cleaned for people, and hashed so that small edits do not show."""

import hashlib
import re
from typing import Final

_DIGEST_BYTES: Final = 12
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")
_SPACES: Final = re.compile(r"\s+")
_DIGITS: Final = re.compile(r"\d+")
# What formatters change: spaces, the style of quotes, round brackets, trailing commas.
_LAYOUT: Final = re.compile(r"[\s()\\]+|,(?=\s*[)\]}])")
_QUOTES: Final = str.maketrans("'`", '""')


def cleaned(text: str, most: int) -> str:
    """Return ``text`` without control characters, cut to ``most`` characters."""
    kept = _CONTROLS.sub("", text)
    return kept if len(kept) <= most else kept[: most - 1] + "…"


def digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=_DIGEST_BYTES).hexdigest()


def content_hash(snippet: str) -> str:
    """Return the hash of code as a formatter leaves it; empty where there is no code."""
    tokens = _LAYOUT.sub("", snippet.translate(_QUOTES))
    return digest(tokens) if tokens else ""


def message_hash(message: str) -> str:
    """Return the hash of a message as its template: numbers and spaces do not count."""
    template = _DIGITS.sub("0", _SPACES.sub(" ", message)).strip()
    return digest(template) if template else ""
