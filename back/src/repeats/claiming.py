"""A store for one request, whose first commit takes the request's key with it, or fails."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from repeats.errors import KeyTaken
from repeats.items import claim_of, stored
from repeats.types import Claim
from store.types import (
    Cancelled,
    CommitResult,
    Committed,
    Database,
    Item,
    Key,
    Page,
    Query,
    Write,
)


@dataclass(slots=True)
class ClaimingStore:
    """Reads and writes through ``inner``; ``claim`` is there once a commit of the request is.

    It takes the place of ``over``, if there is one.  A commit may have 98 writes, as many as one
    with a token, which none can have.
    """

    inner: Database
    key: Key
    until: datetime
    new_claim: Callable[[Sequence[Write]], Claim]
    over: Claim | None = None
    claim: Claim | None = None
    is_taken: bool = False

    async def get(self, keys: Sequence[Key], *, strong: bool = False) -> tuple[Item | None, ...]:
        return await self.inner.get(keys, strong=strong)

    async def query(self, query: Query) -> Page:
        return await self.inner.query(query)

    async def commit(self, writes: Sequence[Write], *, token: str | None = None) -> CommitResult:
        """Apply all writes or none; see ``Database``.

        Raises:
            KeyTaken: the same request has made its first commit elsewhere; nothing was written.
        """
        if self.claim is not None:
            return await self.inner.commit(writes, token=token)
        claim = self.new_claim(writes)
        put = stored(claim, self.key, until=self.until, over=self.over)
        result = await self.inner.commit((*writes, put), token=token)
        if isinstance(result, Cancelled):
            return self._refused(result, claim)
        self.claim = claim
        return result

    def _refused(self, result: Cancelled, claim: Claim) -> CommitResult:
        *others, mine = result.reasons
        if mine is None:
            return Cancelled(tuple(others))
        if mine.current is not None and claim_of(mine.current).nonce == claim.nonce:
            # It was written, and the word of it was lost on the way to us.
            self.claim = claim
            return Committed(replayed=True)
        self.is_taken = True
        raise KeyTaken
