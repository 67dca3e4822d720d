"""The audit trail as values: entries, their chains, and what may be wrong with them."""

from dataclasses import dataclass
from datetime import date
from typing import NewType

from db_model.context import Changed, Origin
from db_model.types import GroupName

# A chain's name: an organization's id, or what belongs to none.
ChainName = NewType("ChainName", str)
# SHA-256 in hex of an entry as it is stored.
Hash = NewType("Hash", str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one commit did in one place: ``group`` of an organization, itself, or neither.

    ``id`` names the commit, and sorts by time.  It is entry ``sequence``, from 1, of the chain's
    ``day``, the day (UTC) of the commit; ``previous`` is the hash of the one before, of a day's
    first the last of the day that was newest by then.
    """

    id: str
    origin: Origin
    chain: ChainName
    group: GroupName | None
    changed: tuple[Changed, ...]
    day: date
    sequence: int
    previous: Hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """An entry, and the hash that the next one has of it."""

    entry: Entry
    hash: Hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """The end of a day's chain: ``count`` entries, the last of which has ``hash``."""

    count: int
    hash: Hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Of an entry, what holds it in its chain."""

    sequence: int
    previous: Hash
    hash: Hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry before it has a place in a chain."""

    id: str
    origin: Origin
    chain: ChainName
    group: GroupName | None
    changed: tuple[Changed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Where a chain does not prove what it should, and why in words; ``day`` if it is of one."""

    chain: ChainName
    day: date | None
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a chain proves.

    ``hashes`` are those of all its entries, ``newest`` that of the last: whoever writes it down
    elsewhere can prove later that nothing up to it was taken away.
    """

    chain: ChainName
    days: int
    newest: Hash
    hashes: frozenset[Hash]
    faults: tuple[Fault, ...]
