"""Stores that end a process at a commit, or let others act just before it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from store.types import CommitResult, Item, Key, Page, Query, Store, Write


class Cut(BaseException):
    """The process ends here, which nothing in it can catch."""


async def nothing_else() -> None:
    """Stand for nobody doing anything meanwhile."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A store that calls ``before`` and ``after`` around each commit; either may raise.

    ``meanwhile`` is what others do just before it.  ``pages`` makes of each page what a list
    shows of it.
    """

    inner: Store
    before: Callable[[Sequence[Write]], None] = lambda _: None
    after: Callable[[Sequence[Write]], None] = lambda _: None
    meanwhile: Callable[[], Awaitable[None]] = nothing_else
    pages: Callable[[Page], Page] = lambda page: page

    async def get(self, keys: Sequence[Key], *, strong: bool = False) -> tuple[Item | None, ...]:
        return await self.inner.get(keys, strong=strong)

    async def query(self, query: Query) -> Page:
        return self.pages(await self.inner.query(query))

    async def commit(self, writes: Sequence[Write], *, token: str | None = None) -> CommitResult:
        self.before(writes)
        await self.meanwhile()
        result = await self.inner.commit(writes, token=token)
        self.after(writes)
        return result

    async def scan(self, *, segment: int, segments: int, after: str | None, limit: int) -> Page:
        return await self.inner.scan(segment=segment, segments=segments, after=after, limit=limit)

    async def ready(self) -> None:
        await self.inner.ready()


@dataclass(slots=True)
class At:
    """Does something at the commit that is ``left``, and at no other."""

    left: int
    do: Callable[[], Awaitable[object]]

    async def __call__(self) -> None:
        self.left -= 1
        if self.left == 0:
            await self.do()


@dataclass(slots=True)
class Cutting:
    """Ends the process at the commit that is ``left``: no later one is ever done."""

    left: int

    def __call__(self, _: Sequence[Write]) -> None:
        self.left -= 1
        if self.left <= 0:
            raise Cut


def cut_at(store: Store, moment: str, *, commit: int) -> Watched:
    """Return ``store``, which ends the process ``before`` or ``after`` the commit, from 1 on."""
    cut = Cutting(commit)
    return Watched(store, before=cut) if moment == "before" else Watched(store, after=cut)
