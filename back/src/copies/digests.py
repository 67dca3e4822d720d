"""What a store holds, as numbers that two stores share if and only if they hold the same.

The digests of items are added up, so that the order in which a store is read does not matter.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from copies.level import Pair, is_same, keys_gone, plain
from copies.spaces import is_copied, kind_of
from projections.scans import store_pages
from store.types import Item, Store

_BYTES: Final = 16
_LOOKS: Final = 3


@dataclass(frozen=True, slots=True)
class Digest:
    """Of a kind of partition: how many items there are, and the sum of their digests."""

    items: int = 0
    sum: int = 0

    @property
    def text(self) -> str:
        return f"{self.sum:0{2 * _BYTES}x}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What the source holds, by kind of partition, and which partitions of the target differ."""

    held: Mapping[str, Digest] = field(default_factory=dict)
    partitions: tuple[str, ...] = ()


async def compared(pair: Pair) -> Proof:
    """Read both stores in full, and tell in what the target differs from the source."""
    proof = Proof()
    for _ in range(_LOOKS):
        held = await digests(pair.source)
        if held == await digests(pair.target):
            return Proof(held=held)
        proof = Proof(held=held, partitions=await _differing(pair))
        # None where something expired, or was just written: that is looked at again.
        if proof.partitions:
            break
    return proof


async def digests(store: Store) -> dict[str, Digest]:
    """Return the digest of each kind of partition that is copied."""
    counts: dict[str, int] = defaultdict(int)
    sums: dict[str, int] = defaultdict(int)
    async for page in store_pages(store):
        for item in page.items:
            if is_copied(item.key):
                kind = kind_of(item.key.pk)
                counts[kind] += 1
                sums[kind] += digest_of(item)
    most = 1 << 8 * _BYTES
    return {kind: Digest(counts[kind], sums[kind] % most) for kind in sorted(counts)}


def digest_of(item: Item) -> int:
    """Return a number that stands for all of ``item`` that is copied."""
    item = plain(item)
    head = [
        item.key.pk,
        item.key.sk,
        item.kind,
        item.version,
        sorted((index, place.pk, place.sk) for index, place in item.index),
        sorted(item.counters),
        item.expires,
    ]
    text = json.dumps(head, ensure_ascii=False).encode()
    made = hashlib.blake2b(text + b"\n" + item.body, digest_size=_BYTES).digest()
    return int.from_bytes(made)


async def _differing(pair: Pair) -> tuple[str, ...]:
    found: set[str] = set()
    async for page in store_pages(pair.source):
        items = [item for item in page.items if is_copied(item.key)]
        copied = await pair.target.get([item.key for item in items], strong=True) if items else ()
        found |= {
            item.key.pk
            for item, other in zip(items, copied, strict=True)
            if not is_same(item, other)
        }
    async for keys in keys_gone(pair, is_copied):
        found |= {key.pk for key in keys}
    return tuple(sorted(found))
