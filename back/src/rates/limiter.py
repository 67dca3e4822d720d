"""Holding callers to limits: each process by buckets of its own, which it squares with the others.

A process decides by what it knows, without asking anybody.  Once it has spent a block of a bucket
it tells the store, and learns there what others spent.  When the store does not answer, a process
goes on with what it knows: each then lets through what one may.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from errors import Unavailable
from kit.time import Clock
from rates.errors import RateLimited
from rates.items import bucket_of, key_of, stored
from rates.rules import filled, full, price, taken, wait
from rates.types import Bucket, Charge, Limit, Limits, Standing
from store.types import Committed, Database

_ATTEMPTS: Final = 3
_REMEMBERED: Final = 20_000


@dataclass(slots=True)
class _Held:
    """A bucket as this process knows it, with what it spent and did not yet tell the others."""

    bucket: Bucket
    untold: float = 0.0
    is_telling: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Hears what metrics count: a refusal by its limit, and a bucket that could not be shared."""

    refused: Callable[[Limit], None] = lambda _: None
    alone: Callable[[Limit, Unavailable], None] = lambda *_: None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limiter:
    """One process's part in holding all callers to ``limits``."""

    store: Database
    limits: Limits
    clock: Clock
    told: Told = Told()
    _held: OrderedDict[tuple[str, str], _Held] = field(default_factory=OrderedDict)

    async def admit(self, *charges: Charge) -> tuple[Standing, ...]:
        """Take every charge, or none, of limits that are on; return what is left of each.

        Raises:
            RateLimited: one of them cannot be paid yet.
        """
        due = [charge for charge in charges if charge.limit.amount]
        paid: list[Charge] = []
        try:
            for charge in due:
                await self._take(charge)
                paid.append(charge)
        except RateLimited as limited:
            for charge in paid:
                self._give_back(charge)
            self.told.refused(limited.limit)
            raise
        return tuple(self._standing(charge) for charge in due)

    async def admit_sign_in(self, address: str, account: str | None = None) -> None:
        """Count a try to sign in, for its address, and for its account once that is known.

        Raises:
            RateLimited: there were too many lately.
        """
        subjects = [f"address {address}", *([] if account is None else [f"account {account}"])]
        await self.admit(*(Charge(self.limits.sign_ins, subject) for subject in subjects))

    async def _take(self, charge: Charge) -> None:
        limit, at = charge.limit, self.clock()
        points = price(limit, charge.points)
        held = self._of(charge, at)
        held.bucket = filled(held.bucket, limit, at)
        enough = held.bucket.level >= points
        if enough and not held.is_telling and held.untold + points > limit.block:
            await self._tell(held, charge, points, at)
        if seconds := wait(held.bucket, limit, points):
            raise RateLimited(limit, retry_after=seconds)
        held.bucket = taken(held.bucket, limit, points)
        held.untold += points

    def _give_back(self, charge: Charge) -> None:
        held, points = self._of(charge, self.clock()), price(charge.limit, charge.points)
        held.bucket = taken(held.bucket, charge.limit, -points)
        held.untold -= points

    def _standing(self, charge: Charge) -> Standing:
        level = self._of(charge, self.clock()).bucket.level
        return Standing(limit=charge.limit, remaining=max(int(level), 0))

    def _of(self, charge: Charge, at: datetime) -> _Held:
        place = charge.limit.name, charge.subject
        held = self._held.get(place)
        if held is None:
            held = self._held[place] = _Held(full(charge.limit, at))
            if len(self._held) > _REMEMBERED:
                self._held.popitem(last=False)
        self._held.move_to_end(place)
        return held

    async def _tell(self, held: _Held, charge: Charge, points: float, at: datetime) -> None:
        """Tell the others what was spent, with ``points`` if there are as many; learn theirs."""
        held.is_telling = True
        try:
            await self._square(held, charge, points, at)
        except Unavailable as fault:
            self.told.alone(charge.limit, fault)
        finally:
            held.is_telling = False

    async def _square(self, held: _Held, charge: Charge, points: float, at: datetime) -> None:
        (item,) = await self.store.get([key_of(charge)], strong=True)
        for _ in range(_ATTEMPTS):
            untold = held.untold
            # What has come back since is not worth telling.
            told = min(untold, charge.limit.burst - held.bucket.level)
            before = taken(bucket_of(item, charge.limit, at), charge.limit, told)
            now = points if before.level >= points else 0.0
            if not told and not now:
                held.bucket = taken(before, charge.limit, held.untold)
                return
            put = stored(charge, taken(before, charge.limit, now), over=item)
            result = await self.store.commit([put])
            if isinstance(result, Committed):
                held.untold -= untold + now
                # What others of this process spent while the store was asked is not in it.
                spent = held.untold + now
                held.bucket = taken(before, charge.limit, spent)
                return
            (reason,) = result.reasons
            item = reason.current if reason else None
