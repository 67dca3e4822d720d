"""Doing a request once: look for its key, do it with a store that takes it, keep the answer."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import structlog

from errors import Unavailable
from kit.time import milliseconds
from repeats.claiming import ClaimingStore
from repeats.items import begun, claim_of, key_of, stored
from repeats.rules import LARGEST, kept_for, place_of, told_again
from repeats.types import Asked, Asker, Claim, Replay, State
from store.types import Database, Key
from store.versions import next_version

_LOG: Final = structlog.get_logger("integrates.repeats")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A request that is being done for the first time, as far as anybody knows."""

    asked: Asked
    asker: Asker
    at: datetime
    db: ClaimingStore


Begun: TypeAlias = Turn | Replay | None
"""``None`` where nothing is to be known again."""


async def begin(
    db: Database, asked: Asked, asker: Asker, *, at: datetime, window: timedelta
) -> Begun:
    """Return the answer that the request got before, or else its turn: one strong read.

    Raises:
        AppError: as ``told_again`` does.
    """
    place = place_of(asked, window=window)
    if place is None:
        return None
    key = key_of(asker.email, place)
    claim = await _found(db, key)
    if claim is not None and await _stands(db, claim):
        replay = told_again(claim, asked, asker, at=at)
        if replay is not None:
            return replay
    store = ClaimingStore(
        inner=db,
        key=key,
        until=at + kept_for(asked, window=window),
        new_claim=lambda writes: begun(asked, asker, at=at, over=claim, writes=writes),
        over=claim,
    )
    return Turn(asked=asked, asker=asker, at=at, db=store)


async def overtaken(turn: Turn, *, at: datetime) -> Replay | None:
    """Return what the same request was answered that was faster, if it wrote anything.

    Whatever came of this one then comes from the other's having been there first.

    Raises:
        AppError: as ``told_again`` does.
    """
    if turn.db.claim is not None:
        return None
    claim = await _found(turn.db.inner, turn.db.key)
    if claim is None or claim == turn.db.over:
        return None
    return told_again(claim, turn.asked, turn.asker, at=at)


async def keep(turn: Turn, answer: bytes | None, *, at: datetime) -> None:
    """Keep ``answer``, ``None`` for one that is too large, for those who ask again.

    When it cannot be kept, the change still stands: a repeat is told that the answer is lost.
    """
    state, text = _kept(turn.asked, answer)
    over = turn.db.claim or turn.db.over
    claim = turn.db.claim or begun(turn.asked, turn.asker, at=turn.at, over=over)
    version = next_version(over.version if over else None, milliseconds(at))
    put = stored(
        replace(claim, state=state, answer=text, version=version),
        turn.db.key,
        until=turn.db.until,
        over=over,
    )
    try:
        await turn.db.inner.commit([put])
    except Unavailable as fault:
        _LOG.warning("answer of a mutation not kept", reason=str(fault))


def _kept(asked: Asked, answer: bytes | None) -> tuple[State, str | None]:
    if asked.is_secret:
        return State.SECRET, None
    if answer is None or len(answer) > LARGEST:
        return State.TOO_LARGE, None
    return State.ANSWERED, answer.decode()


async def _stands(db: Database, claim: Claim) -> bool:
    """Tell whether all that is known to have been made is as it was made.

    Else the same request, come without a key, is another one: to add again what was removed.
    """
    keys = [Key(made.pk, made.sk) for made in claim.made]
    items = await db.get(keys, strong=True) if keys else ()
    return all(
        item is not None and item.version == made.version
        for item, made in zip(items, claim.made, strict=True)
    )


async def _found(db: Database, key: Key) -> Claim | None:
    (item,) = await db.get([key], strong=True)
    return None if item is None else claim_of(item)
