"""The secret of a sign-in link, as text: ``itg_link_<64 hexadecimal digits>``.

256 random bits allow a plain hash at rest.  The prefix lets logs hide it as they do tokens.
"""

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Final

LIFE: Final = timedelta(minutes=15)
_BYTES: Final = 32
_TEXT: Final = re.compile(r"itg_link_[0-9a-f]{64}")


def new_link_text() -> str:
    return f"itg_link_{secrets.token_hex(_BYTES)}"


def link_digest(text: str) -> str | None:
    """Return the SHA-256 in hex of a link's secret, or ``None`` for what never was one of ours."""
    if _TEXT.fullmatch(text) is None:
        return None
    return hashlib.sha256(text.encode()).hexdigest()
