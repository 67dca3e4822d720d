"""Items as the attributes of a table row, and back.

A body is one opaque attribute: reading nested maps costs the client four times as much.
It is ``d`` when it is short text, ``b`` when short and no text, ``z`` when compressed.
"""

from typing import Any, Final, TypeAlias

from store.compression import Encoding, Packed, unpacked
from store.types import Index, IndexKey, Item, Key

Attributes: TypeAlias = dict[str, Any]

PK: Final = "pk"
SK: Final = "sk"
KIND: Final = "kind"
VERSION: Final = "ver"
EXPIRES: Final = "ttl"
COUNTER: Final = "c:"
_TEXT: Final = "d"
_BYTES: Final = "b"
_COMPRESSED: Final = "z"


def index_pk(index: Index) -> str:
    return f"{index}pk"


def index_sk(index: Index) -> str:
    return f"{index}sk"


def number(value: int) -> Attributes:
    return {"N": str(value)}


def key_attributes(key: Key) -> Attributes:
    return {PK: {"S": key.pk}, SK: {"S": key.sk}}


def key_of(row: Attributes) -> Key:
    return Key(row[PK]["S"], row[SK]["S"])


def encoded(item: Item, body: Packed) -> Attributes:
    """Return the row of ``item``, whose body is stored as ``body``."""
    row = key_attributes(item.key)
    row[KIND] = {"S": item.kind}
    row[VERSION] = number(item.version)
    row |= _body_attributes(body)
    for index, key in item.index:
        row[index_pk(index)] = {"S": key.pk}
        row[index_sk(index)] = {"S": key.sk}
    if item.expires is not None:
        row[EXPIRES] = number(item.expires)
    return row


def decoded(row: Attributes) -> Item:
    return Item(
        key=key_of(row),
        kind=row[KIND]["S"],
        version=int(row[VERSION]["N"]),
        body=_body_of(row),
        index=tuple(
            (index, IndexKey(row[index_pk(index)]["S"], row[index_sk(index)]["S"]))
            for index in Index
            if index_pk(index) in row
        ),
        counters=tuple(
            (name.removeprefix(COUNTER), int(value["N"]))
            for name, value in sorted(row.items())
            if name.startswith(COUNTER)
        ),
        expires=int(row[EXPIRES]["N"]) if EXPIRES in row else None,
    )


def visible(row: Attributes | None, now: int) -> Item | None:
    """Return the item of ``row``, unless it has expired: the service deletes late, by days."""
    if not row:
        return None
    item = decoded(row)
    return item if item.expires is None or item.expires > now else None


def _body_attributes(body: Packed) -> Attributes:
    if body.encoding is Encoding.ZLIB:
        return {_COMPRESSED: {"B": body.data}}
    try:
        return {_TEXT: {"S": body.data.decode()}}
    except UnicodeDecodeError:
        return {_BYTES: {"B": body.data}}


def _body_of(row: Attributes) -> bytes:
    if _TEXT in row:
        return str(row[_TEXT]["S"]).encode()
    if _COMPRESSED in row:
        return unpacked(Encoding.ZLIB, row[_COMPRESSED]["B"])
    # Counters have no body.
    return bytes(row[_BYTES]["B"]) if _BYTES in row else b""
