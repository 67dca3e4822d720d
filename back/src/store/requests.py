"""What one request reads and writes through: batched, read once, and true to its own writes.

The identity map is the only cache of items, the page map of pages.  Nobody clears either:
a commit drops what it touches, mechanically.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from aiodataloader import DataLoader

from store.flights import Flights, carried
from store.limits import check_keys
from store.overlay import Partition, cut, overlaid, partitions_of
from store.own_writes import OwnWrites
from store.types import (
    Cancelled,
    Check,
    CommitResult,
    Committed,
    Database,
    Delete,
    Item,
    Key,
    Page,
    Put,
    Query,
    Write,
    key_of,
)

_KEYS_A_BATCH: Final = 100


class RequestStore:
    """A store for the length of one request; made where a loop runs.

    Reads see the request's own commits at once, also in pages of an index that lags.  What
    was read once stays as it was read, except where a commit or a strong read shows better.
    """

    def __init__(self, store: Database) -> None:
        self._store = store
        self._items: dict[Key, Item | None] = {}
        self._pages: dict[Query, tuple[Page, frozenset[Key]]] = {}
        self._own = OwnWrites()
        # Commits are numbered as they end: a read that began before one may be too old.
        self._commits = 0
        self._touched: dict[Key, int] = {}
        self._gets = Flights(
            DataLoader(self._load_items, max_batch_size=_KEYS_A_BATCH, cache=False).load
        )
        # Equal queries share a flight; different ones must not wait for each other.
        self._queries = Flights(DataLoader(self._load_pages, batch=False, cache=False).load)

    async def get(self, keys: Sequence[Key], *, strong: bool = False) -> tuple[Item | None, ...]:
        """Return one item a key, in the keys' order, repeated where a key is.

        A strong read asks the store, whatever was read before.
        """
        if strong:
            return await self._get_strongly(keys)
        seen = {key: self._items[key] for key in keys if key in self._items}
        missing = [key for key in dict.fromkeys(keys) if key not in seen]
        if missing:
            # A batch is shared: a bad key must fail only the caller that asks for it.
            check_keys(missing)
            seen.update(zip(missing, await self._gets.join(missing), strict=True))
        return tuple(self._items.get(key, seen[key]) for key in keys)

    async def query(self, query: Query) -> Page:
        """Return the page of ``query``, read once a request.

        Raises:
            CursorError: ``after`` is damaged or belongs to another query.
        """
        if query in self._pages:
            return self._pages[query][0]
        [page] = await self._queries.join([query])
        return page

    async def commit(self, writes: Sequence[Write], *, token: str | None = None) -> CommitResult:
        """Apply all writes or none; see ``Store``.

        What a refusal tells of the items replaces what was read of them before.

        Raises:
            LimitError: the writes break a limit; nothing was sent.
            TokenMismatch: ``token`` was used for other writes.
        """
        result: CommitResult | None = None
        try:
            result = await self._store.commit(writes, token=token)
        finally:
            # After a fault or a cancellation nobody knows what was written.
            self._settle(writes, result)
        return result

    async def _get_strongly(self, keys: Sequence[Key]) -> tuple[Item | None, ...]:
        asked = tuple(dict.fromkeys(keys))
        began = self._commits
        items = dict(zip(asked, await self._store.get(asked, strong=True), strict=True))
        for key, item in items.items():
            self._admit_strong(key, item, began=began)
        return tuple(items[key] for key in keys)

    async def _load_items(self, keys: list[Key]) -> list[Item | None]:
        began = self._commits
        items = await carried(self._store.get(keys))
        for key, item in zip(keys, items, strict=True):
            self._admit(key, item, began=began)
        return list(items)

    async def _load_pages(self, queries: list[Query]) -> list[Page]:
        return [await carried(self._read_page(query)) for query in queries]

    async def _read_page(self, query: Query) -> Page:
        began = self._commits
        page = await self._store.query(query)
        self._admit_all(query, page.items, began=began)
        # A strong page is as things stand: what it lacks of our writes, others removed.
        if not query.strong and self._own.written:
            page = await self._caught_up(query, page, began=began)
        if self._commits == began:
            self._pages[query] = page, frozenset(item.key for item in page.items)
        return page

    async def _caught_up(self, query: Query, page: Page, *, began: int) -> Page:
        """Return ``page`` with our own writes, filled up again if it lost items by that."""
        while True:
            here = self._own.lying_in((query.index, query.pk))
            items = overlaid(query, page, written=self._own.written, here=here)
            missing = query.limit - len(items)
            if missing <= 0 or page.next is None:
                return cut(query, page, items)
            more = await self._store.query(replace(query, after=page.next, limit=missing))
            self._admit_all(query, more.items, began=began)
            page = Page(page.items + more.items, more.next)

    def _admit_all(self, query: Query, items: Iterable[Item], *, began: int) -> None:
        for item in items:
            if query.strong:
                self._admit_strong(item.key, item, began=began)
            else:
                self._admit(item.key, item, began=began)

    def _admit(self, key: Key, item: Item | None, *, began: int) -> None:
        """Remember what was read, unless something as good or better is known."""
        if self._touched.get(key, 0) > began:
            return
        if key in self._items:
            known = self._items[key]
            if known is None or item is None or item.version <= known.version:
                return
        self._items[key] = item

    def _admit_strong(self, key: Key, item: Item | None, *, began: int) -> None:
        """Remember what is so for sure, unless something later is known."""
        if self._touched.get(key, 0) > began:
            return
        known = self._items.get(key)
        if known is None or item is None or item.version >= known.version:
            self._items[key] = item
            self._own.supersede(key, item)

    def _settle(self, writes: Sequence[Write], result: CommitResult | None) -> None:
        """Bring the maps in line with what became of ``writes``."""
        self._commits += 1
        self._gets.forget()
        self._queries.forget()
        if isinstance(result, Cancelled):
            touched = self._learn(writes, result)
        else:
            applied = isinstance(result, Committed) and not result.replayed
            touched = [write for write in writes if not isinstance(write, Check)]
            self._drop_pages(touched)
            for write in touched:
                self._replace(write, applied=applied)
        self._touched.update((key_of(write), self._commits) for write in touched)

    def _learn(self, writes: Sequence[Write], result: Cancelled) -> list[Write]:
        """Take the items that a refusal tells; return the writes that they speak of."""
        reasons = list(zip(writes, result.reasons, strict=True))
        refused = [write for write, reason in reasons if reason is not None]
        self._drop_pages(refused)
        for write, reason in reasons:
            if reason is not None:
                self._items[key_of(write)] = reason.current
                self._own.supersede(key_of(write), reason.current)
        return refused

    def _replace(self, write: Write, *, applied: bool) -> None:
        key = key_of(write)
        known = self._items.pop(key, None)
        match write:
            case Put(item) if applied:
                self._items[key] = item
                self._own.put(write)
            case Delete() if applied:
                self._items[key] = None
                self._own.delete(write, known=known)
            case _:
                self._own.forget(key)

    def _drop_pages(self, writes: Sequence[Write]) -> None:
        """Drop each page where an item lies, lay, or will lie that is written."""
        keys = frozenset(key_of(write) for write in writes)
        partitions: set[Partition] = {(None, key.pk) for key in keys}
        for key in keys:
            partitions |= partitions_of(self._items.get(key))
        for write in writes:
            partitions |= partitions_of(write.item if isinstance(write, Put) else None)
        self._pages = {
            query: (page, inside)
            for query, (page, inside) in self._pages.items()
            if (query.index, query.pk) not in partitions and inside.isdisjoint(keys)
        }
