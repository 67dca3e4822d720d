"""The secrets of links: 256 random bits, which allow a plain hash at rest."""

import hashlib
import re
import secrets
from typing import Final

_BYTES: Final = 32
_FORM: Final = re.compile(r"[A-Za-z0-9_-]{43}")


def new_secret() -> str:
    """Return a new secret: 43 characters of base64url (RFC 4648, section 5)."""
    return secrets.token_urlsafe(_BYTES)


def digest_of(secret: str) -> str | None:
    """Return the SHA-256 of a secret in hex, or ``None`` for what never was one."""
    if _FORM.fullmatch(secret) is None:
        return None
    return hashlib.sha256(secret.encode()).hexdigest()
