"""Values to item bodies and back: the one place that knows how a type is stored."""

from collections.abc import Hashable, Iterator
from functools import cache
from typing import Any, TypeVar, cast

import msgspec

from store.types import Index, IndexKey, Item, Key

T = TypeVar("T")

_ENCODER = msgspec.json.Encoder(decimal_format="string", order="deterministic")
_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])


class CorruptItem(Exception):
    """A stored item no longer fits the type it is read as."""


@cache
def _decoder(type_: Hashable) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(type_)


def encode(value: object) -> bytes:
    """Return ``value``, a dataclass, as canonical JSON."""
    return _ENCODER.encode(value)


def decode(type_: type[T], item: Item) -> T:
    """Return the ``type_`` stored in ``item``, checked field by field.

    Raises:
        CorruptItem: a field is missing or holds a value its type refuses.
    """
    return decode_body(type_, item.body, of=item.key)


def decode_body(type_: type[T], body: bytes, *, of: object) -> T:
    """Return the ``type_`` that ``encode`` made ``body`` of; ``of`` names it in the failure.

    Raises:
        CorruptItem: as ``decode``.
    """
    decoder = _decoder(cast("Hashable", type_))  # mypy doubts that a class can be hashed
    try:
        value: T = decoder.decode(body)
    except msgspec.DecodeError as error:
        raise CorruptItem(f"{type_.__name__} of {of}: {error}") from error
    return value


def maybe(type_: type[T], item: Item | None) -> T | None:
    """Decode ``item`` unless there is none."""
    return None if item is None else decode(type_, item)


def item_of(
    value: object,
    *,
    key: Key,
    kind: str,
    version: int,
    index: tuple[tuple[Index, IndexKey], ...] = (),
    expires: int | None = None,
) -> Item:
    """Return the item that stores ``value`` at ``key``."""
    return Item(
        key=key, kind=kind, version=version, body=encode(value), index=index, expires=expires
    )


def differing(was: bytes, now: bytes) -> tuple[str, ...]:
    """Return the names of the fields in which two bodies that ``encode`` made differ, sorted.

    A field that is an object in both is looked into, once: ``state.status``.
    """
    return tuple(sorted(_differing(was, now, deeper=True)))


def _differing(was: bytes, now: bytes, *, deeper: bool) -> Iterator[str]:
    before, after = _FIELDS.decode(was), _FIELDS.decode(now)
    for name in before.keys() | after.keys():
        old, new = bytes(before.get(name, b"")), bytes(after.get(name, b""))
        if old == new:
            continue
        if deeper and old.startswith(b"{") and new.startswith(b"{"):
            yield from (f"{name}.{inner}" for inner in _differing(old, new, deeper=False))
        else:
            yield name
