"""What one request wrote, by key and by the partitions where it now lies."""

from collections import defaultdict
from typing import Final

from store.overlay import Partition, Written, partitions_of
from store.types import AtVersion, Delete, Item, Key, Put

# Of a deleted item whose version nobody knew, every row is from before.
_ANY_VERSION: Final = 2**63


class OwnWrites:
    """The latest write of each key; a key whose state is not known for sure is left out."""

    def __init__(self) -> None:
        self.written: dict[Key, Written] = {}
        self._lying: defaultdict[Partition, dict[Key, Item]] = defaultdict(dict)

    def put(self, write: Put) -> None:
        item = write.item
        self.forget(item.key)
        self.written[item.key] = Written(item, item.version)
        for partition in partitions_of(item):
            self._lying[partition][item.key] = item

    def delete(self, write: Delete, *, known: Item | None) -> None:
        """Note a deletion of what was last seen as ``known``."""
        self.forget(write.key)
        if isinstance(write.expect, AtVersion):
            version = write.expect.version
        else:
            version = _ANY_VERSION if known is None else known.version
        self.written[write.key] = Written(None, version)

    def forget(self, key: Key) -> None:
        before = self.written.pop(key, None)
        if before is not None:
            for partition in partitions_of(before.item):
                del self._lying[partition][key]

    def supersede(self, key: Key, item: Item | None) -> None:
        """Forget the write of ``key`` if ``item``, read for sure, is what others made of it."""
        entry = self.written.get(key)
        if entry is not None and item != entry.item:
            self.forget(key)

    def lying_in(self, partition: Partition) -> tuple[Item, ...]:
        """Return the written items that lie in ``partition``."""
        return tuple(self._lying[partition].values()) if partition in self._lying else ()
