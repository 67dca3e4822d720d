"""Tokens (RFC 7515) that no library would make, for tests."""

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import RSAKey

Sign: TypeAlias = Callable[[bytes], bytes]


def forged(claims: Mapping[str, Any], header: Mapping[str, Any], sign: Sign) -> str:
    """Return a token, whatever it says; ``sign`` gets what is to be signed."""
    parts = (json.dumps(part).encode() for part in (dict(header), dict(claims)))
    content = ".".join(map(base64url, parts))
    return f"{content}.{base64url(sign(content.encode()))}"


def by(key: RSAKey) -> Sign:
    """Return what signs as RS256 does, whatever a header says."""
    private = key.private_key
    assert private is not None
    return lambda content: private.sign(content, PKCS1v15(), SHA256())


def by_secret(secret: bytes) -> Sign:
    """Return what makes a code as HS256 does, also with what is known to all."""
    return lambda content: hmac.digest(secret, content, "sha256")


def by_nobody(_: bytes) -> bytes:
    return b""


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
