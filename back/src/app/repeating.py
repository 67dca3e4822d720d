"""Doing what a caller asks once, however often it arrives."""

from collections.abc import Hashable
from dataclasses import replace
from datetime import timedelta

from api.http.execution import Executed
from api.http.types import Execute
from app.callers import Caller
from authz.rights import rights_of
from kit.time import Clock
from repeats.domain import Turn, begin, keep, overtaken
from repeats.types import Asked, Asker, Replay


async def once(
    caller: Hashable, asked: Asked, execute: Execute, *, clock: Clock, window: timedelta
) -> Executed | Replay:
    """Execute a request, with the store that takes its key if it has one, or replay it.

    Raises:
        AppError: it cannot be done or told again; see ``repeats.rules.told_again``.
    """
    assert isinstance(caller, Caller), "who signed in is one"
    asker = Asker(
        email=caller.email,
        token_id=caller.access.principal.token_id,
        rights=rights_of(caller.access),
    )
    turn = await begin(caller.db, asked, asker, at=clock(), window=window)
    if turn is None:
        return await execute(caller)
    if isinstance(turn, Replay):
        return turn
    executed = await execute(replace(caller, db=turn.db))
    if turn.db.claim is None and executed.outcome != "ok":
        replay = await overtaken(turn, at=clock())
        return executed if replay is None else replay
    await _keep(turn, executed, clock)
    return executed


async def _keep(turn: Turn, executed: Executed, clock: Clock) -> None:
    # What became of a mutation that was cut short nobody knows, also not later.
    if executed.outcome == "late":
        return
    is_whole = executed.status is None
    await keep(turn, executed.body if is_whole else None, at=clock())
