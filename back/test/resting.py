"""Whether the jobs of a world have come to rest, as far as its store tells."""

from collections.abc import Mapping
from datetime import datetime

from jobs.items import fence_from, job_from
from jobs.types import State
from kit.time import milliseconds
from store.types import Item, Key


def had_jobs(items: Mapping[Key, Item]) -> bool:
    """Tell whether a job was ever enqueued."""
    return any(item.kind == "job_fence" for item in items.values())


def is_at_rest(items: Mapping[Key, Item], now: datetime) -> bool:
    """Tell whether no job runs, and none is due."""
    held = any(fence_from(item).holder for item in items.values() if item.kind == "job_fence")
    jobs = (job_from(item) for item in items.values() if item.kind == "job")
    due = any(job.run_after_ms <= milliseconds(now) for job in jobs if job.state is State.READY)
    return not held and not due
