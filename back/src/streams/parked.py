"""Changes that a consumer could not take, with their images, until people let it try again."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from kit.time import milliseconds
from store.types import (
    Delete,
    Exists,
    Index,
    IndexKey,
    Item,
    Key,
    Page,
    Put,
    Query,
    Whatever,
    Write,
)
from streams.errors import ParkedNotFound
from streams.types import Change, Place

_ERROR_LENGTH: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedChange:
    """A change that was put aside at ``parked_at``, and the last error of the consumer."""

    place: Place
    change: Change
    error: str
    parked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedPage:
    """In the order of shards and positions; ``next`` is ``None`` when none follows.

    The changes of a page have no bodies; ``parked_change`` reads one with them.
    """

    parked: tuple[ParkedChange, ...]
    next: str | None


class Reader(Protocol):
    """The part of a store that is needed here."""

    async def get(
        self, keys: Sequence[Key], *, strong: bool = False
    ) -> tuple[Item | None, ...]: ...

    async def query(self, query: Query) -> Page: ...


def park(place: Place, change: Change, error: BaseException, *, at: datetime) -> list[Write]:
    """Return the writes that put ``change`` aside.

    Each image keeps an item of its own: together they may be more than one item holds.
    """
    head = {
        "at": change.at.timestamp(),
        "error": f"{type(error).__name__}: {error}"[:_ERROR_LENGTH],
        "new": _head(change.new),
        "old": _head(change.old),
        "parked_at": at.timestamp(),
        "pk": change.key.pk,
        "position": change.position,
        "shard": place.shard,
        "sk": change.key.sk,
    }
    bodies = {
        _key(place, change.position): json.dumps(head).encode(),
        _image_key(place, change.position, "old"): change.old.body if change.old else b"",
        _image_key(place, change.position, "new"): change.new.body if change.new else b"",
    }
    version = milliseconds(at)
    return [
        Put(Item(key=key, kind="parked", version=version, body=body), Whatever())
        for key, body in bodies.items()
    ]


def unpark(place: Place, position: str) -> list[Write]:
    """Return the writes that forget a parked change, which must still be there."""
    return [
        Delete(_key(place, position), Exists()),
        Delete(_image_key(place, position, "old"), Whatever()),
        Delete(_image_key(place, position, "new"), Whatever()),
    ]


async def list_parked(
    db: Reader, consumer: str, *, limit: int = 100, after: str | None = None
) -> ParkedPage:
    """Return a page of what ``consumer`` could not take."""
    page = await db.query(Query(_list(consumer), limit=limit, after=after, strong=True))
    return ParkedPage(parked=tuple(_parked(consumer, item) for item in page.items), next=page.next)


async def parked_change(db: Reader, place: Place, position: str) -> ParkedChange:
    """Return what was put aside, with the bodies of its images.

    Raises:
        ParkedNotFound: nothing was, or it was let go since.
    """
    keys = (
        _key(place, position),
        _image_key(place, position, "old"),
        _image_key(place, position, "new"),
    )
    head, old, new = await db.get(keys, strong=True)
    if head is None or old is None or new is None:
        raise ParkedNotFound
    found = _parked(place.consumer, head)
    change = replace(
        found.change,
        old=_with_body(found.change.old, old.body),
        new=_with_body(found.change.new, new.body),
    )
    return replace(found, change=change)


def _list(consumer: str) -> str:
    return f"~PRK#{consumer}"


def _key(place: Place, position: str) -> Key:
    return Key(_list(place.consumer), f"{place.shard}#{position}")


def _image_key(place: Place, position: str, which: str) -> Key:
    return Key(f"~PRKI#{place.consumer}", f"{place.shard}#{position}#{which}")


def _head(item: Item | None) -> dict[str, object] | None:
    if item is None:
        return None
    return {
        "counters": item.counters,
        "expires": item.expires,
        "index": [(index, place.pk, place.sk) for index, place in item.index],
        "kind": item.kind,
        "version": item.version,
    }


def _item(key: Key, head: Any) -> Item | None:
    if head is None:
        return None
    return Item(
        key=key,
        kind=head["kind"],
        version=head["version"],
        body=b"",
        index=tuple((Index(name), IndexKey(pk, sk)) for name, pk, sk in head["index"]),
        counters=tuple((name, count) for name, count in head["counters"]),
        expires=head["expires"],
    )


def _with_body(item: Item | None, body: bytes) -> Item | None:
    return None if item is None else replace(item, body=body)


def _parked(consumer: str, item: Item) -> ParkedChange:
    head = json.loads(item.body)
    key = Key(head["pk"], head["sk"])
    return ParkedChange(
        place=Place(consumer=consumer, shard=head["shard"]),
        change=Change(
            position=head["position"],
            at=datetime.fromtimestamp(head["at"], UTC),
            key=key,
            old=_item(key, head["old"]),
            new=_item(key, head["new"]),
        ),
        error=head["error"],
        parked_at=datetime.fromtimestamp(head["parked_at"], UTC),
    )
