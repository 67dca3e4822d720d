"""Writes entries of the trail from the contexts of commits, each once, whoever else does.

Costs a get a hundred groups and entries, and for each chain and day a get and a commit a ninety.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from typing import Final

from db_model.codec import decode, maybe
from db_model.commit import CONTEXT, attempted, context_id
from db_model.context import Context
from db_model.errors import ChangedMeanwhile
from db_model.groups.get import groups
from db_model.types import GroupName
from kit.time import milliseconds
from store.requests import RequestStore
from store.types import Absent, AtVersion, Cancelled, Item, Put, Query, Store
from store.versions import next_version
from trails.items import (
    DAYS,
    chain_item,
    day_key,
    entry_item,
    entry_key,
    partition,
    seal_item,
)
from trails.rules import NOTHING, chained, day_of, hash_of
from trails.types import ChainName, Draft, Hash, Seal

# The chain of what belongs to no organization: people, their tokens.
INSTALLATION: Final = ChainName("installation")
_ENTRIES_A_COMMIT: Final = 90
# A refusal means that another has written: as many as follow shards, or scan for what was missed.
_ATTEMPTS: Final = 32


async def record(store: Store, items: Sequence[Item], *, at: datetime) -> None:
    """Add entries for the commits whose contexts are among ``items``; those that there are stay.

    Raises:
        ChangedMeanwhile: others were faster each time.
    """
    contexts = {
        context_id(item.key): decode(Context, item) for item in items if item.kind == CONTEXT
    }
    by_chain: defaultdict[ChainName, list[Draft]] = defaultdict(list)
    for draft in await _drafts(store, contexts):
        by_chain[draft.chain].append(draft)
    for chain, drafts in by_chain.items():
        await _append_all(store, chain, drafts, at=at)


async def _drafts(store: Store, contexts: dict[str, Context]) -> list[Draft]:
    named = {each.group for told in contexts.values() for each in told.changed if each.group}
    chains = await _chains(store, sorted(named))
    drafts: list[Draft] = []
    for id_, told in contexts.items():
        places = dict.fromkeys((each.group, each.organization_id) for each in told.changed)
        for group, organization in places:
            drafts.append(
                Draft(
                    id=id_,
                    origin=told.origin,
                    chain=chains[group] if group else ChainName(organization or INSTALLATION),
                    group=group,
                    changed=tuple(
                        each
                        for each in told.changed
                        if (each.group, each.organization_id) == (group, organization)
                    ),
                )
            )
    return drafts


async def _chains(store: Store, names: Sequence[GroupName]) -> dict[GroupName, ChainName]:
    """Return to which chain each group belongs; a group's name stays after its removal."""
    found = await groups(RequestStore(store), names) if names else ()
    return {
        name: ChainName(group.organization_id) if group else INSTALLATION
        for name, group in zip(names, found, strict=True)
    }


async def _append_all(
    store: Store, chain: ChainName, drafts: Sequence[Draft], *, at: datetime
) -> None:
    by_day: defaultdict[date, list[Draft]] = defaultdict(list)
    for draft in drafts:
        by_day[day_of(draft)].append(draft)
    for day, of_day in sorted(by_day.items()):
        for begin in range(0, len(of_day), _ENTRIES_A_COMMIT):
            some = of_day[begin : begin + _ENTRIES_A_COMMIT]
            await attempted(partial(_append, store, chain, day, some, at=at), attempts=_ATTEMPTS)


async def _append(
    store: Store, chain: ChainName, day: date, drafts: Sequence[Draft], *, at: datetime
) -> None:
    """Add to a day's chain what of ``drafts`` is not in it: two gets and a commit."""
    new = await _missing(store, drafts)
    if not new:
        return
    (head,) = await store.get([day_key(chain, day)], strong=True)
    seal = maybe(Seal, head)
    opening: list[Put] = []
    if seal is None:
        last = await _newest(store, chain)
        if last is None:
            opening = [Put(chain_item(chain, at=at), Absent())]
        seal = Seal(count=0, hash=last or NOTHING)
    puts, seal = _chained(new, seal)
    version = next_version(head.version if head else None, milliseconds(at))
    end = Put(
        seal_item(chain, day, seal, version=version), AtVersion(head.version) if head else Absent()
    )
    result = await store.commit([*puts, end, *opening])
    if isinstance(result, Cancelled):
        raise ChangedMeanwhile({})


def _chained(drafts: Sequence[Draft], seal: Seal) -> tuple[list[Put], Seal]:
    """Return the writes of entries that follow ``seal``, and what seals them."""
    puts: list[Put] = []
    for draft in drafts:
        item = entry_item(chained(draft, sequence=seal.count + 1, previous=seal.hash))
        puts.append(Put(item, Absent()))
        seal = Seal(count=seal.count + 1, hash=hash_of(item.body))
    return puts, seal


async def _missing(store: Store, drafts: Sequence[Draft]) -> list[Draft]:
    keys = [entry_key(draft) for draft in drafts]
    found = await store.get(keys, strong=True)
    return [draft for draft, item in zip(drafts, found, strict=True) if item is None]


async def _newest(store: Store, chain: ChainName) -> Hash | None:
    """Return the hash with which the newest day of a chain ends, as it stands."""
    query = Query(pk=partition(chain), prefix=DAYS, reverse=True, limit=1, strong=True)
    page = await store.query(query)
    return decode(Seal, page.items[0]).hash if page.items else None
