"""Keyed hashes of what a source holds: BLAKE2b (RFC 7693), personalized by what is hashed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Final

LINE_BYTES: Final = 4
PATH_BYTES: Final = 16
STATEMENT_BYTES: Final = 8
SECRET_BYTES: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class SketchKey:
    """The key of a root, 32 bytes, and its id; it is left out of its text, as tokens are."""

    id: str
    secret: bytes = field(repr=False)


def line_hasher(key: SketchKey) -> Callable[[bytes], bytes]:
    return _hasher(key, b"line", LINE_BYTES)


def path_hasher(key: SketchKey) -> Callable[[bytes], bytes]:
    return _hasher(key, b"path", PATH_BYTES)


def statement_hasher(key: SketchKey) -> Callable[[bytes], bytes]:
    return _hasher(key, b"statement", STATEMENT_BYTES)


def _hasher(key: SketchKey, what: bytes, size: int) -> Callable[[bytes], bytes]:
    """Return a function that hashes; the state that all hashes begin with is made once."""
    begun = blake2b(digest_size=size, key=key.secret, person=what)

    def hashed(content: bytes) -> bytes:
        state = begun.copy()
        state.update(content)
        return state.digest()

    return hashed
