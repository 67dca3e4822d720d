"""Jobs as values: what is wanted, who runs it, and what a handler holds while it does.

A job is a natural id, a kind and a subject, and lies in three items of one partition:

- ``@``, the wish.  Those who enqueue write it (``wanted`` grows), and so does the runner when a
  run ends.  Finishing deletes it at the version that the run began with, so that a wish made
  meanwhile makes the deletion fail and the job runs again: no wish is lost.
- ``FENCE``, the right to run.  It changes only when the job is taken and let go, so a handler
  puts ``Run.fence`` into its commits and those of a run that was overtaken are refused, however
  often its lease was renewed or the job wished for meanwhile.  It outlives the job by a day: its
  version then still grows when a clock was set back.
- ``LEASE``, until when that right is undisputed.  Renewal writes it alone, and taking over
  writes it too: of the two, one wins.  It names its fence's version, by which a renewal whose
  answer was lost is told from a job that was taken over.

Enqueueing thus never collides with taking or renewing, only with the end of a run.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from store.types import Check

LEASE: Final = timedelta(seconds=20)


@dataclass(frozen=True, slots=True, order=True)
class JobId:
    """``kind`` is a plain word; ``subject`` names what the job is about, up to 800 bytes."""

    kind: str
    subject: str


class State(StrEnum):
    READY = "READY"
    DEAD = "DEAD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A wish: ``failures`` and ``error`` are of the runs since it last succeeded or was revived."""

    id: JobId
    state: State
    wanted: int
    run_after_ms: int  # since the epoch
    failures: int = 0
    error: str = ""
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadPage:
    """Jobs that were given up, the longest dead first; ``next`` is ``None`` when none follows."""

    jobs: tuple[Job, ...]
    next: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One attempt, the first being 1, at the job of ``subject``.

    Every commit of the handler must hold ``fence``: it fails once another runner has taken over.
    """

    kind: str
    subject: str
    attempt: int
    fence: Check


Handle: TypeAlias = Callable[[Run], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What is done for one kind of job, and how patiently.

    ``handle`` may be run again after it succeeded, or after a part of it: each of its commits
    is idempotent.  It may be cancelled at any ``await``.  After ``attempts`` failures in a row
    the job is dead.  A run that dies is taken over after ``lease``; one that takes longer than
    ``limit`` is ended, as a failure.  The n-th retry waits ``backoff`` doubled n-1 times, at
    most ``backoff_limit``, less up to a half of it by chance.
    """

    name: str
    handle: Handle
    attempts: int = 8
    lease: timedelta = LEASE
    limit: timedelta = timedelta(hours=1)
    backoff: timedelta = timedelta(seconds=1)
    backoff_limit: timedelta = timedelta(minutes=10)


class Outcome(StrEnum):
    """How a run ended.

    AGAIN: done, but wished for once more meanwhile.  RETRY: failed, to be run after a while.
    RELEASED: stopped, to be run again at once.  LOST: another runner took over.
    UNSETTLED: the store did not answer; the job runs again when the lease is over.
    """

    DONE = "DONE"
    AGAIN = "AGAIN"
    RETRY = "RETRY"
    DEAD = "DEAD"
    RELEASED = "RELEASED"
    LOST = "LOST"
    UNSETTLED = "UNSETTLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The end of a run, told to whoever logs and waits; ``error`` is what the handler raised."""

    id: JobId
    attempt: int
    outcome: Outcome
    error: BaseException | None = None
