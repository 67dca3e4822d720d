"""Proves that the trail is as it was written, while it goes on being written."""

from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from db_model.codec import CorruptItem, decode
from db_model.organizations.get import all_organizations
from db_model.paging import everything, pages
from store.types import Item, Query, Store
from trails.items import (
    CHAINS,
    DAYS,
    ENTRIES,
    chain_from,
    day_from,
    entry_item,
    partition,
    sealed_from,
)
from trails.record import INSTALLATION
from trails.rules import NOTHING, day_faults, order_faults
from trails.types import ChainName, Fault, Link, Seal, Verdict

_PAGE: Final = 1000


# By then the first commit of an organization is in its chain, whatever was down meanwhile.
_SETTLED: Final = timedelta(days=1)


async def all_verified(store: Store, *, at: datetime) -> AsyncIterator[Verdict]:
    """Yield what each chain proves, also those that should be there and are not."""
    items = await everything(store, Query(pk=CHAINS, strong=True, limit=_PAGE))
    named = {chain_from(item) for item in items}
    settled = {
        ChainName(each.id)
        async for each in all_organizations(store)
        if at - each.created_at > _SETTLED
    }
    for chain in sorted(named | settled | {INSTALLATION}):
        verdict = await verified(store, chain)
        if chain not in named:
            unlisted = Fault(chain=chain, day=None, about="it is not in the list of chains")
            verdict = replace(verdict, faults=(unlisted, *verdict.faults))
        yield verdict


async def verified(store: Store, chain: ChainName) -> Verdict:
    """Return what the chain proves: a query a thousand entries, and two for its days.

    What is added meanwhile is looked at the next time.
    """
    before = await _seals(store, chain)
    links: defaultdict[date, list[Link]] = defaultdict(list)
    faults: list[Fault] = []
    async for item in _entries(store, chain):
        try:
            sealed = sealed_from(item)
        except CorruptItem as corrupt:
            faults.append(Fault(chain=chain, day=None, about=f"no entry: {corrupt}"))
            continue
        entry = sealed.entry
        if entry_item(entry) != item or entry.chain != chain:
            about = f"entry {entry.sequence} is not where, or as, it was written"
            faults.append(Fault(chain=chain, day=entry.day, about=about))
        link = Link(sequence=entry.sequence, previous=entry.previous, hash=sealed.hash)
        links[entry.day].append(link)
    after = await _seals(store, chain)
    known = _known(links, before, after)
    faults += _faults(chain, known, before)
    if not known:
        faults.append(Fault(chain=chain, day=None, about="there is no entry"))
    return Verdict(
        chain=chain,
        days=len(known),
        newest=before[max(before)].hash if before else NOTHING,
        hashes=frozenset(link.hash for of_day in known.values() for link in of_day),
        faults=tuple(faults),
    )


def _known(
    links: Mapping[date, Sequence[Link]], before: Mapping[date, Seal], after: Mapping[date, Seal]
) -> dict[date, list[Link]]:
    """Return ``links`` without those that were written after ``before`` was read."""
    known: dict[date, list[Link]] = {day: [] for day in before}
    for day, of_day in links.items():
        was, now = _count(before, day), _count(after, day)
        if kept := [link for link in of_day if not was < link.sequence <= now]:
            known[day] = kept
    return known


def _count(seals: Mapping[date, Seal], day: date) -> int:
    return seals[day].count if day in seals else 0


def _faults(
    chain: ChainName, links: Mapping[date, Sequence[Link]], seals: Mapping[date, Seal]
) -> Iterator[Fault]:
    for day, of_day in sorted(links.items()):
        for about in day_faults(seals.get(day), of_day):
            yield Fault(chain=chain, day=day, about=about)
    for about in order_faults(links):
        yield Fault(chain=chain, day=None, about=about)


async def _seals(store: Store, chain: ChainName) -> dict[date, Seal]:
    query = Query(pk=partition(chain), prefix=DAYS, strong=True, limit=_PAGE)
    return {day_from(item.key): decode(Seal, item) for item in await everything(store, query)}


async def _entries(store: Store, chain: ChainName) -> AsyncIterator[Item]:
    query = Query(pk=partition(chain), prefix=ENTRIES, strong=True, limit=_PAGE)
    async for page in pages(store, query):
        for item in page:
            yield item
