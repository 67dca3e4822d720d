"""Idempotency: the guard item that makes a commit with a token happen once.

An adapter commits ``guard(...)`` before the writes and reads the outcome with ``settled``.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from kit.time import milliseconds
from store.errors import TokenMismatch
from store.types import (
    Absent,
    Add,
    AtVersion,
    Check,
    CommitResult,
    Committed,
    Delete,
    Exists,
    Expect,
    Item,
    Key,
    Put,
    Whatever,
    Write,
)

KEPT_FOR: Final = timedelta(hours=48)
KIND: Final = "idempotency"


def guard(token: str, writes: Sequence[Write], *, at: datetime) -> Put:
    """Return the write that takes ``token`` for ``writes``, for 48 hours from ``at``."""
    item = Item(
        key=Key(f"~IDEM#{token}"),
        kind=KIND,
        version=milliseconds(at),
        body=_digest(writes),
        expires=int((at + KEPT_FOR).timestamp()),
    )
    return Put(item, Absent())


def settled(taken: Put, result: CommitResult) -> CommitResult:
    """Return the outcome of the writes that follow the guard ``taken``, from that of all.

    Raises:
        TokenMismatch: the token had been used for other writes.
    """
    if isinstance(result, Committed):
        return result
    refusal, *others = result.reasons
    if refusal is None or refusal.current is None:
        return type(result)(tuple(others))
    if refusal.current.body != taken.item.body:
        raise TokenMismatch(taken.item.key.pk)
    return Committed(replayed=True)


def _digest(writes: Sequence[Write]) -> bytes:
    # Spelled out, so that two releases that run side by side agree.
    text = json.dumps([_spelled(write) for write in writes], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest().encode()


def _spelled(write: Write) -> list[object]:
    match write:
        case Put(item, expect):
            return ["put", *_spelled_item(item), *_spelled_expect(expect)]
        case Delete(key, expect):
            return ["delete", key.pk, key.sk, *_spelled_expect(expect)]
        case Add(key, kind, deltas):
            return ["add", key.pk, key.sk, kind, deltas]
        case Check(key, expect):
            return ["check", key.pk, key.sk, *_spelled_expect(expect)]


def _spelled_item(item: Item) -> list[object]:
    index = [(name, key.pk, key.sk) for name, key in item.index]
    body = hashlib.sha256(item.body).hexdigest()
    return [item.key.pk, item.key.sk, item.kind, item.version, body, index, item.expires]


def _spelled_expect(expect: Expect) -> list[object]:
    match expect:
        case Absent():
            return ["absent"]
        case AtVersion(version):
            return ["at", version]
        case Exists():
            return ["exists"]
        case Whatever():
            return ["whatever"]
