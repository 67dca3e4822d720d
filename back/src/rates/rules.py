"""How buckets fill and empty: a token bucket, whose time is passed in."""

from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from rates.types import Bucket, Limit

_POINTS_OF_COST: Final = 100
# More than clocks of several processes differ.
_REMEMBERED: Final = timedelta(minutes=1)


def points_of(cost: int) -> float:
    """Return the points of a request with this static cost, beside those of being a request."""
    return cost / _POINTS_OF_COST


def full(limit: Limit, at: datetime) -> Bucket:
    """Return the bucket of somebody who has not asked for anything lately."""
    return Bucket(limit.burst, at)


def filled(bucket: Bucket, limit: Limit, at: datetime) -> Bucket:
    """Return ``bucket`` with what came back until ``at``; time that runs backwards adds nothing."""
    elapsed = max((at - bucket.at).total_seconds(), 0.0)
    return Bucket(min(limit.burst, bucket.level + elapsed * limit.rate), max(at, bucket.at))


def taken(bucket: Bucket, limit: Limit, points: float) -> Bucket:
    """Return what is left; a debt is at most what a full bucket holds."""
    return replace(bucket, level=max(bucket.level - points, -float(limit.burst)))


def price(limit: Limit, points: float) -> float:
    """Return what is to be paid: a request dearer than a full bucket takes all of one."""
    return min(points, float(limit.burst))


def wait(bucket: Bucket, limit: Limit, points: float) -> int:
    """Return after how many whole seconds ``points`` can be paid; 0 when they can be now."""
    missing = points - bucket.level
    return 0 if missing <= 0 else max(ceil(missing / limit.rate), 1)


def full_again(bucket: Bucket, limit: Limit) -> datetime:
    """Return when everybody may forget the bucket, as it is like that of anybody else."""
    missing = max(limit.burst - bucket.level, 0.0)
    return bucket.at + timedelta(seconds=missing / limit.rate) + _REMEMBERED
