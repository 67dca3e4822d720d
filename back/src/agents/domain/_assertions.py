"""Tokens that issuers sign for CI jobs: RFC 7519, checked as RFC 8725 asks."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from agents.errors import AssertionRefused
from agents.rules import LONGEST_TOKEN
from issuers.keys import Allowed, SigningKey

ALGORITHMS: Final = ("ES256", "EdDSA", "Ed25519", "PS256", "RS256")
# A token that brings its own key, or asks for what we do not know, is none of ours.
_HEADERS: Final = frozenset({"alg", "kid", "typ", "x5t", "x5t#S256"})


def claimed(token: str) -> tuple[str, str]:
    """Return the issuer and the key that a token says it is of; nothing of it is proved.

    Raises:
        AssertionRefused: it is no token that could be.
    """
    if len(token) > LONGEST_TOKEN or not token.isascii():
        raise AssertionRefused("it is too long, or no text")
    try:
        extracted = extract_compact(token.encode())
        claims = json.loads(extracted.payload or b"")
    except (JoseError, ValueError, RecursionError) as error:
        raise AssertionRefused("it is malformed") from error
    header = extracted.headers()
    if not isinstance(claims, dict) or not header.keys() <= _HEADERS:
        raise AssertionRefused("it is malformed, or its header says too much")
    issuer, key = claims.get("iss"), header.get("kid")
    if not isinstance(issuer, str) or not isinstance(key, str) or not issuer or not key:
        raise AssertionRefused("it names no issuer, or no key")
    return issuer, key


def proved(token: str, key: SigningKey) -> Mapping[str, Any]:
    """Return the claims of a token that was signed with ``key``, which its issuer has.

    Raises:
        AssertionRefused: it was not, or not by an algorithm that may be.
    """
    try:
        registry = Allowed(ALGORITHMS)
        decoded = jwt.decode(token, key, algorithms=[*ALGORITHMS], registry=registry)
    except (JoseError, ValueError, KeyError, TypeError) as error:
        raise AssertionRefused(f"its signature is not good: {type(error).__name__}") from error
    if key.get("alg", decoded.header["alg"]) != decoded.header["alg"]:
        raise AssertionRefused("its algorithm is not that of its key")
    return decoded.claims


def name_of(token: str, claims: Mapping[str, Any]) -> str:
    """Return what tells a token from all others of its issuer."""
    id_ = claims.get("jti")
    return id_ if isinstance(id_, str) and id_ else hashlib.sha256(token.encode()).hexdigest()
