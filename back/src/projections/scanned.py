"""A page of a scan, which answers for what is on it."""

from collections.abc import Iterable, Sequence

from store.types import CommitResult, Database, Item, Key, Page, Query, Write


class AsScanned:
    """A database that has the items of a page as the page had them, also for strong reads.

    It saves a get for each of them to who follows all changes since before the scan began.
    """

    def __init__(self, store: Database, items: Iterable[Item]) -> None:
        self._store = store
        self._items = {item.key: item for item in items}

    async def get(self, keys: Sequence[Key], *, strong: bool = False) -> tuple[Item | None, ...]:
        """Return one item a key; only those that are not on the page are asked for."""
        missing = [key for key in dict.fromkeys(keys) if key not in self._items]
        found = await self._store.get(missing, strong=strong) if missing else ()
        others = dict(zip(missing, found, strict=True))
        return tuple(self._items.get(key) or others[key] for key in keys)

    async def query(self, query: Query) -> Page:
        """Return the page of ``query`` as the store has it."""
        return await self._store.query(query)

    async def commit(self, writes: Sequence[Write], *, token: str | None = None) -> CommitResult:
        """Commit to the store; see ``Database``."""
        return await self._store.commit(writes, token=token)
