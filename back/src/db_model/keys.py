"""Parts of keys that more than one entity uses.

User text in a key is percent-encoded for ``#``, ``%`` and control characters, so that no
text can leave its place; longer than 600 bytes it is cut and ends in its SHA-256.
"""

import hashlib
import re
from typing import Final

from store.types import Key

HISTORY: Final = "H#"  # what the entries of all histories begin with
_LONGEST: Final = 600  # bytes
_ESCAPED: Final = re.compile(r"[#%\x00-\x1f\x7f]")


def part(text: str) -> str:
    """Return ``text`` fit to stand between the ``#`` of a key."""
    escaped = _ESCAPED.sub(lambda match: f"%{ord(match[0]):02X}", text)
    raw = escaped.encode()
    if len(raw) <= _LONGEST:
        return escaped
    kept = raw[: _LONGEST - 65].decode(errors="ignore")
    return f"{kept}~{hashlib.sha256(raw).hexdigest()}"


def history(pk: str, aspect: str, version: int) -> Key:
    """Return where the entry that ``version`` made of ``aspect`` lies; text order is time order."""
    return Key(pk, f"{history_prefix(aspect)}{version:016d}")


def history_prefix(aspect: str) -> str:
    """Return what the entries of ``aspect`` begin with."""
    return f"{HISTORY}{aspect}#"


def unique(kind: str, *parts: str) -> Key:
    """Return the guard that makes what ``parts`` name unique among its ``kind``."""
    return Key("#".join((f"~UNQ#{kind}", *map(part, parts))))
