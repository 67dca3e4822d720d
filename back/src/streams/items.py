"""How places in the stream lie in the store: checkpoints and leases."""

import json
from dataclasses import dataclass
from typing import Final

from store.types import Item, Key
from streams.types import Place

_LEASES: Final = "~LSE#changes"
# How long a lease outlives its end: more than clocks are ever set back.
_REMEMBERED_S: Final = 86_400
# How long it is known that a closed shard was read: longer than any stream lists it.
_FINISHED_S: Final = 3 * 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How far a consumer is: after ``position``; at the beginning where it is ``None``.

    ``owner`` is who may advance it: whoever takes the shard over writes its own name first, so
    that the one before finds another version than it expects.  ``finished`` says that the
    shard is closed and was read to its end.
    """

    position: str | None
    owner: str
    finished: bool
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """Until when ``owner`` follows a shard undisturbed."""

    owner: str
    until_ms: int
    version: int


def checkpoints(consumer: str) -> str:
    """Return the partition that holds the checkpoints of ``consumer``, one a shard."""
    return f"~CKP#{consumer}"


def checkpoint_key(place: Place) -> Key:
    return Key(checkpoints(place.consumer), place.shard)


def checkpoint_item(place: Place, checkpoint: Checkpoint) -> Item:
    body = {
        "finished": checkpoint.finished,
        "owner": checkpoint.owner,
        "position": checkpoint.position,
    }
    return Item(
        key=checkpoint_key(place),
        kind="checkpoint",
        version=checkpoint.version,
        body=json.dumps(body).encode(),
        expires=checkpoint.version // 1000 + _FINISHED_S if checkpoint.finished else None,
    )


def checkpoint_from(item: Item) -> Checkpoint:
    body = json.loads(item.body)
    return Checkpoint(
        position=body["position"],
        owner=body["owner"],
        finished=body["finished"],
        version=item.version,
    )


def lease_key(shard: str) -> Key:
    return Key(_LEASES, shard)


def lease_item(shard: str, lease: Lease) -> Item:
    return Item(
        key=lease_key(shard),
        kind="stream_lease",
        version=lease.version,
        body=json.dumps({"owner": lease.owner, "until_ms": lease.until_ms}).encode(),
        expires=lease.until_ms // 1000 + _REMEMBERED_S,
    )


def lease_from(item: Item) -> Lease:
    body = json.loads(item.body)
    return Lease(owner=body["owner"], until_ms=body["until_ms"], version=item.version)
