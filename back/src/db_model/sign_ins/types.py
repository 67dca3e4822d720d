"""A sign-in that a browser began with an issuer, until the issuer sends it back."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """``issuer`` is the name of one in the settings; ``landing`` where the browser goes after.

    ``digest`` is the SHA-256, in hex, of what the browser's cookie holds.
    """

    digest: str
    issuer: str
    state: str
    nonce: str
    verifier: str
    landing: str | None
    expires_at: datetime
    version: int
