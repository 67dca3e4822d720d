"""The service over a store that only reads: what is allowed gets as far as its one commit."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from store.errors import StoreUnavailable
from store.types import (
    UNSTREAMED,
    Check,
    CommitResult,
    Committed,
    Item,
    Key,
    Page,
    Query,
    Store,
    Write,
    key_of,
)
from world import World, served

_USES: Final = (f"{UNSTREAMED}TOKUSE#", f"{UNSTREAMED}SES#")
_SEEN: Final[ContextVar[Mapping[Key, Item]]] = ContextVar("seen", default=MappingProxyType({}))


@dataclass(slots=True)
class FrozenStore:
    """Answers as ``inner`` does, and fails each commit, which it keeps in ``tried``.

    ``black`` are the groups as they would be without their source code.
    """

    inner: Store
    tried: list[Sequence[Write]] = field(default_factory=list)
    black: dict[Key, Item] = field(default_factory=dict)

    async def get(self, keys: Sequence[Key], *, strong: bool = False) -> tuple[Item | None, ...]:
        seen, found = _SEEN.get(), await self.inner.get(keys, strong=strong)
        return tuple(seen.get(key, item) for key, item in zip(keys, found, strict=True))

    async def query(self, query: Query) -> Page:
        seen, page = _SEEN.get(), await self.inner.query(query)
        return replace(page, items=tuple(seen.get(item.key, item) for item in page.items))

    async def commit(self, writes: Sequence[Write], *, token: str | None = None) -> CommitResult:
        """Let pass that a token or a session was used, and nothing else.

        Raises:
            StoreUnavailable: it is anything else.
        """
        if all(key_of(write).pk.startswith(_USES) for write in writes):
            return Committed()
        self.tried.append(writes)
        del token
        raise StoreUnavailable

    async def scan(self, *, segment: int, segments: int, after: str | None, limit: int) -> Page:
        return await self.inner.scan(segment=segment, segments=segments, after=after, limit=limit)

    async def ready(self) -> None:
        await self.inner.ready()


@contextmanager
def seen_as(items: Mapping[Key, Item]) -> Iterator[None]:
    """Let requests that are made in the block get ``items`` instead of what is stored."""
    token = _SEEN.set(items)
    try:
        yield
    finally:
        _SEEN.reset(token)


@asynccontextmanager
async def frozen(world: World) -> AsyncIterator[tuple[World, FrozenStore]]:
    """Give the service of ``world`` once more, over its store as it stands."""
    store = FrozenStore(world.store)
    engines = replace(world.service.engines, store=store)
    service = replace(world.service, engines=engines, used={})
    async with served(service) as (app, client):
        yield replace(world, app=app, store=store, service=service, _client=client), store


def touched(tried: Sequence[Sequence[Write]]) -> str:
    """Return all that was to be written, as one text to look for marks in."""
    return " ".join(
        repr(write) for writes in tried for write in writes if not isinstance(write, Check)
    )
