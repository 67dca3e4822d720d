"""Cursors: opaque places in an answer, good for the query that they were made for only.

A place is the values of the sort and the id of a hit, so that it stands however many
documents come and go before it.  A digest over the place and the query makes a damaged or
foreign cursor known.  It is no secret: whoever forges one gets another place in an answer
that he may read anyway, since the scope comes from the query and never from the cursor.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from search.errors import CursorError
from search.types import IndexSchema, Scalar, SearchQuery
from search.values import canonical, is_keyword

_DIGEST_BYTES: Final = 12


@dataclass(frozen=True, slots=True)
class Place:
    """The value of each field of the sort, ``None`` where it is absent, and the id."""

    values: tuple[Scalar | None, ...]
    id: str


def key_of(query: SearchQuery) -> bytes:
    """Return what binds cursors to a checked ``query``; the scope may change between pages."""
    asked = repr((query.index, query.where, query.sort))
    # A text that UTF-8 cannot hold may be asked: it has no such word.
    return hashlib.sha256(asked.encode(errors="surrogatepass")).digest()


def cursor_at(key: bytes, place: Place) -> str:
    """Return the cursor with which the query of ``key`` goes on after ``place``."""
    parts = [*place.values, place.id]
    told = json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_digest(key, told) + told).decode().rstrip("=")


def place_after(key: bytes, query: SearchQuery, schema: IndexSchema) -> Place | None:
    """Return the place after which ``query`` goes on; ``None`` if it starts at the beginning.

    Raises:
        CursorError: ``query.after`` is damaged or belongs to another query.
    """
    if query.after is None:
        return None
    try:
        sealed = base64.urlsafe_b64decode(query.after + "=" * (-len(query.after) % 4))
        digest, told = sealed[:_DIGEST_BYTES], sealed[_DIGEST_BYTES:]
        if digest != _digest(key, told):
            raise CursorError
        place = _place(json.loads(told), query, schema)
        again = cursor_at(key, place)
    except (ValueError, TypeError, RecursionError) as error:
        raise CursorError from error
    # Base64 and JSON have several spellings of one place; only ours is good.
    if again != query.after:
        raise CursorError
    return place


def _place(parts: Any, query: SearchQuery, schema: IndexSchema) -> Place:
    *values, id_ = parts
    if not isinstance(id_, str) or not is_keyword(id_) or len(values) != len(query.sort):
        raise CursorError
    for order, value in zip(query.sort, values, strict=True):
        if value is not None and canonical(schema.fields[order.field].kind, value) is None:
            raise CursorError
    return Place(tuple(values), id_)


def _digest(key: bytes, told: bytes) -> bytes:
    return hashlib.blake2b(told, digest_size=_DIGEST_BYTES, key=key).digest()
