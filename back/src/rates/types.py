"""Limits, the buckets that hold callers to them, and what a request takes."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """``amount`` points come back each ``per``; up to ``burst`` of them lie in the bucket.

    An ``amount`` of 0 turns it off.  A process spends up to ``block`` points of a bucket before
    it tells the others, so together they let through at most that much too much, each.
    """

    name: str
    amount: int
    per: timedelta
    burst: int
    block: float

    @property
    def rate(self) -> float:
        """Return how many points come back each second."""
        return self.amount / self.per.total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What is limited: requests by their cost, mutations, and what is dear or tried by thieves."""

    points: Limit
    tenant: Limit
    mutations: Limit
    anonymous: Limit
    sign_ins: Limit
    imports: Limit


@dataclass(frozen=True, slots=True)
class Bucket:
    """``level`` points lay in it at ``at``; below 0 where more was spent than there was."""

    level: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Charge:
    """``points`` of a limit that ``subject`` is to pay: a caller, an address, a group."""

    limit: Limit
    subject: str
    points: float = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is left of a limit once a request has paid."""

    limit: Limit
    remaining: int
