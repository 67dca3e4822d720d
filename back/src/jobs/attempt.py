"""One attempt at a job: the handler, until it ends or has to."""

import asyncio

from jobs.errors import CutOff, TookTooLong
from jobs.rules import Done, End, Failed, Held, Stopped, run_of
from jobs.types import Kind


async def attempt(
    kind: Kind, held: Held, *, lost: asyncio.Future[None], halted: asyncio.Future[None]
) -> End | None:
    """Run the handler and return how it ended; ``None`` means that the job is another's now.

    The handler is cancelled when ``lost`` or ``halted`` is done, and past the kind's limit.
    """
    if held.fence.attempts > kind.attempts:
        return Failed(CutOff())
    handler = asyncio.create_task(_handled(kind, held))
    limit_s = kind.limit.total_seconds()
    try:
        await asyncio.wait(
            {handler, lost, halted}, timeout=limit_s, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        interrupted = handler.cancel()
    await asyncio.wait({handler})
    if handler.cancelled():
        error: BaseException | None = asyncio.CancelledError()
    else:
        error = handler.exception()
    if error is None:
        return Done()
    if not interrupted:
        return Failed(error)
    return _interrupted(lost=lost.done(), halted=halted.done(), limit_s=limit_s)


async def _handled(kind: Kind, held: Held) -> None:
    await kind.handle(run_of(held))


def _interrupted(*, lost: bool, halted: bool, limit_s: float) -> End | None:
    if lost:
        return None
    return Stopped() if halted else Failed(TookTooLong(limit_s))
