"""What a supervisor does next, decided from what its workers are at; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

_FIRST_DELAY: Final = 0.1  # seconds
_LONGEST_DELAY: Final = 30.0
_FORGOTTEN_AFTER: Final = 60.0  # longer than the longest delay and a start


class Phase(Enum):
    STARTING = auto()
    READY = auto()
    LEAVING = auto()


class Step(Enum):
    NOTHING = auto()
    START = auto()
    RETIRE = auto()
    """Let ``leaver`` go."""
    KEEP_OLD = auto()
    """Give the rolling restart up: the workers that were to be replaced stay."""
    GIVE_UP = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How patient a supervisor is.

    ``tries`` is how many workers may end early in a row; ``settled`` is after how many seconds of
    service an end is not early any more; a start may take ``start`` seconds, and a stop
    ``margin`` seconds longer than its deadline.
    """

    tries: int = 5
    settled: float = 10.0
    start: float = 60.0
    margin: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One worker; an old one is to be replaced."""

    phase: Phase
    is_old: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """How many workers ended early in a row, and when the last one did, in seconds."""

    early: int = 0
    at: float = 0.0


def next_step(workers: Sequence[Seen], *, wanted: int, trouble: Trouble, policy: Policy) -> Step:
    """Decide towards ``wanted`` serving workers, none of them old.

    At most one worker too many serves, and none is let go before its successor is ready.
    """
    serving = [worker for worker in workers if worker.phase is not Phase.LEAVING]
    fresh = [worker for worker in serving if not worker.is_old]
    if len(serving) > wanted:
        is_replaced = all(worker.phase is Phase.READY for worker in fresh)
        return Step.RETIRE if is_replaced else Step.NOTHING
    is_starting = any(worker.phase is Phase.STARTING for worker in serving)
    if trouble.early >= policy.tries and not is_starting:
        if not serving:
            return Step.GIVE_UP
        if len(fresh) < len(serving):
            return Step.KEEP_OLD
    if len(serving) < wanted:
        return Step.START
    has_room = len(serving) == len(workers)
    return Step.START if len(fresh) < wanted and has_room else Step.NOTHING


def leaver(workers: Sequence[Seen]) -> int:
    """Return the place of who goes first: an old one, and of those one that does not serve yet."""
    places = [at for at, worker in enumerate(workers) if worker.phase is not Phase.LEAVING]
    return min(places, key=lambda at: (not workers[at].is_old, workers[at].phase is Phase.READY))


def is_early(ready_at: float | None, *, now: float, policy: Policy) -> bool:
    """Tell whether a worker that ends now, ready since then, ends as soon as it started."""
    return ready_at is None or now - ready_at < policy.settled


def troubled(trouble: Trouble, *, now: float) -> Trouble:
    """Count one more early end."""
    is_in_a_row = trouble.early > 0 and now - trouble.at < _FORGOTTEN_AFTER
    return replace(trouble, early=trouble.early + 1 if is_in_a_row else 1, at=now)


def start_at(trouble: Trouble) -> float:
    """Return when the next worker may start: later and later while they end early."""
    if trouble.early == 0:
        return trouble.at
    delay: float = _FIRST_DELAY * 2 ** min(trouble.early - 1, 10)
    return trouble.at + min(delay, _LONGEST_DELAY)
