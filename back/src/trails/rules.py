"""How entries are chained, and what a chain proves.  Pure."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date
from itertools import pairwise
from typing import Final

from trails.types import Draft, Entry, Hash, Link, Seal

# What the first entry of a chain has before it.
NOTHING: Final = Hash("0" * 64)


def hash_of(body: bytes) -> Hash:
    """Return the hash of an entry that is stored as ``body``."""
    return Hash(hashlib.sha256(body).hexdigest())


def day_of(draft: Draft) -> date:
    return draft.origin.at.astimezone(UTC).date()


def chained(draft: Draft, *, sequence: int, previous: Hash) -> Entry:
    """Return ``draft`` as entry ``sequence`` of its day, after the one with hash ``previous``."""
    return Entry(
        id=draft.id,
        origin=draft.origin,
        chain=draft.chain,
        group=draft.group,
        changed=draft.changed,
        day=day_of(draft),
        sequence=sequence,
        previous=previous,
    )


def day_faults(seal: Seal | None, links: Sequence[Link]) -> Iterator[str]:
    """Tell why the ``links`` of a day, in any order, are not those that its end seals."""
    if seal is None:
        yield "the end of the day is missing"
        return
    ordered = sorted(links, key=lambda each: each.sequence)
    if [each.sequence for each in ordered] != list(range(1, seal.count + 1)):
        yield f"{len(ordered)} entries, not the {seal.count} that were written"
        return
    for before, after in pairwise(ordered):
        if after.previous != before.hash:
            yield f"entry {before.sequence} or {after.sequence} is not as it was written"
    if ordered[-1].hash != seal.hash:
        yield f"entry {seal.count}, or the end of the day, is not as it was written"


def order_faults(days: Mapping[date, Sequence[Link]]) -> Iterator[str]:
    """Tell why days do not follow each other: a day's first entry names one of another day.

    Exactly one day of a chain, the one that was begun first, follows nothing.
    """
    within = {link.hash: day for day, links in days.items() for link in links}
    firsts = {
        day: link.previous for day, links in days.items() for link in links if link.sequence == 1
    }
    for day, previous in firsts.items():
        if previous != NOTHING and within.get(previous, day) == day:
            yield f"the day that {day.isoformat()} follows is missing, or is not as it was written"
    begun = sum(previous == NOTHING for previous in firsts.values())
    if firsts and begun != 1:
        yield f"{begun} days follow nothing, in a whole chain one does"
