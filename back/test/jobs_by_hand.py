"""A job that a test runs itself, step by step, while the service's own runner lets it be."""

from datetime import timedelta

from jobs.hold import settle
from jobs.rules import Done, Held, Seen, taking
from jobs.types import Job, JobId, Kind, State
from kit.time import milliseconds
from store.types import Committed
from unit.jobs.rig import nothing
from world import World


async def held_before(world: World, kind: str, subject: str) -> Held:
    """Hold a job that nobody has wished for yet; the lease outlasts any test."""
    now_ms = milliseconds(world.clock())
    job = Job(
        id=JobId(kind, subject), state=State.READY, wanted=1, run_after_ms=now_ms, version=now_ms
    )
    nobody = Seen(job=None, fence=None, lease=None)
    held, writes = taking(nobody, job, kind=_kind(kind), owner="test", now_ms=now_ms)
    assert await world.service.engines.store.commit(writes) == Committed()
    return held


async def let_go(world: World, held: Held) -> None:
    """End the run; what was wished for meanwhile is the runner's."""
    kind, now_ms = _kind(held.job.id.kind), milliseconds(world.clock())
    await settle(world.service.engines.store, held, Done(), kind=kind, now_ms=now_ms, chance=0)


def _kind(name: str) -> Kind:
    return Kind(name=name, handle=nothing, lease=timedelta(days=1))
