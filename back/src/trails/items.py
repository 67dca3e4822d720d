"""How the trail lies in the store: in the unstreamed space, a partition a chain.

A group's entries are listed by the index; they are part of its organization's chain.
"""

from datetime import UTC, date, datetime
from typing import Final

from db_model.codec import decode, item_of
from db_model.keys import part
from db_model.types import GroupName
from kit.time import milliseconds
from store.types import Index, IndexKey, Item, Key
from trails.rules import hash_of
from trails.types import ChainName, Draft, Entry, Seal, Sealed

ENTRY: Final = "audit-entry"
DAY: Final = "audit-day"
CHAIN: Final = "audit-chain"
# Where the names of all chains lie.
CHAINS: Final = "~AUD"
ENTRIES: Final = "E#"
DAYS: Final = "D#"


def chain_key(chain: ChainName) -> Key:
    """Return where it is written that there is such a chain."""
    return Key(CHAINS, part(chain))


def chain_item(chain: ChainName, *, at: datetime) -> Item:
    version = milliseconds(at)
    return Item(key=chain_key(chain), kind=CHAIN, version=version, body=chain.encode())


def chain_from(item: Item) -> ChainName:
    return ChainName(item.body.decode())


def partition(chain: ChainName) -> str:
    return f"{CHAINS}#{part(chain)}"


def partition_of_group(name: GroupName) -> str:
    return f"{CHAINS}#GRP#{part(name)}"


def place(at: datetime) -> str:
    """Return what places of entries of commits made at ``at``, to the millisecond, begin with."""
    return f"{ENTRIES}{at.astimezone(UTC).isoformat(timespec='milliseconds')}#"


def entry_key(of: Draft | Entry) -> Key:
    """Return where the entry of this commit and place lies, in whatever day and order."""
    return Key(partition(of.chain), f"{place(of.origin.at)}{of.id}#{part(of.group or '')}")


def entry_item(entry: Entry) -> Item:
    key = entry_key(entry)
    index = (
        ()
        if entry.group is None
        else ((Index.G1, IndexKey(partition_of_group(entry.group), key.sk)),)
    )
    return item_of(entry, key=key, kind=ENTRY, version=entry.sequence, index=index)


def sealed_from(item: Item) -> Sealed:
    """Return the entry that ``item`` stores.

    Raises:
        CorruptItem: it stores none.
    """
    return Sealed(entry=decode(Entry, item), hash=hash_of(item.body))


def day_key(chain: ChainName, day: date) -> Key:
    return Key(partition(chain), f"{DAYS}{day.isoformat()}")


def seal_item(chain: ChainName, day: date, seal: Seal, *, version: int) -> Item:
    return item_of(seal, key=day_key(chain, day), kind=DAY, version=version)


def day_from(key: Key) -> date:
    """Return the day whose end lies at ``key``."""
    return date.fromisoformat(key.sk.removeprefix(DAYS))
