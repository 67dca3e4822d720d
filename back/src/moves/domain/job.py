"""The job that moves what was found in a root: planned once, then a commit for some at a time.

Each commit says how far it came in the record of the root that is left, at the version that was
read; what was cut off goes on from there.  Both roots are closed to others until the last one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from blobs.types import BlobStore
from db_model.commit import attempted, commit, made_by
from db_model.groups.get import current as current_group
from db_model.groups.types import GroupStatus
from db_model.groups.update import unchanged as group_unchanged
from db_model.roots.get import current
from db_model.roots.types import Move, Root
from db_model.roots.update import unchanged, updated
from db_model.types import GroupName, RootId, VulnerabilityId
from db_model.vulnerabilities.get import all_of_root
from envelopes.keyring import Keyring
from jobs.types import Kind, Run
from kit.time import Clock
from moves.domain import plan
from moves.domain.places import copied_environments
from moves.domain.secrets import copied_secrets
from moves.domain.sketches import copied_files, moved_sketches
from moves.domain.takeover import Takeover, taken_over
from moves.rules import Course, moving
from store.requests import RequestStore
from store.types import Store, Write

MOVE: Final = "move-root"
# An index may tell late of what was written just before: it is looked at once more.
AGAIN: Final = "move-root-again"
LAG: Final = timedelta(minutes=1)

MOST: Final = 24  # vulnerabilities that are read for one commit


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a run of the job works with, and the instant it acts at."""

    store: Store
    blobs: BlobStore
    keyring: Keyring
    run: Run
    at: datetime


def subject_of(left: Root) -> str:
    """Return what the job is about that moves all out of the root ``left``."""
    assert left.move is not None, "only what is moved has such a job"
    return _subject(left.group_name, left.id, left.move.group_name, left.move.root_id)


def subject_of_arrival(new: Root) -> str | None:
    """Return what the job was about that moved all into ``new``, if one did."""
    if new.move is None:
        return None
    return _subject(new.move.group_name, new.move.root_id, new.group_name, new.id)


def kinds(store: Store, blobs: BlobStore, keyring: Keyring, clock: Clock) -> tuple[Kind, ...]:
    """Return the kinds of job that a move is made of."""

    def work(job: Run) -> Work:
        return Work(store=store, blobs=blobs, keyring=keyring, run=job, at=clock())

    async def move(job: Run) -> None:
        await move_all(work(job))

    async def again(job: Run) -> None:
        await move_late(work(job))

    return Kind(name=MOVE, handle=move), Kind(name=AGAIN, handle=again)


async def move_all(work: Work) -> None:
    """Take over all that the job's root had, from wherever that stands.

    Raises:
        ChangedMeanwhile: another runner has taken the job over, or people changed the same
            vulnerabilities again and again; what was taken over stays so.
    """
    (group, id_), arrival = _places(work)
    root = await current(RequestStore(work.store), group, id_)
    if root is not None and root.move is not None and not root.move.is_over:
        to = root.move
        if to.steps is None:
            root = await _planned(work, root, to)
        for writes in await copied_environments(RequestStore(work.store), root, to):
            await _commit(work, (*writes, unchanged(root)), of=root)
        await _take_secrets(work, root, to)
        await _take_sketches(work, root, to)
        root = await _apply(work, root)
    await _end(work, root, arrival)
    await plan.forget(work.blobs, id_)


async def move_late(work: Work) -> None:
    """Take over what no list told when the plan of the move was made.

    Raises:
        ChangedMeanwhile: as ``move_all`` does.
    """
    (group, id_), _ = _places(work)
    root = await current(RequestStore(work.store), group, id_)
    if root is None or root.move is None or not root.move.is_over:
        return
    ids = [each.id async for each in all_of_root(work.store, root.id)]
    done = 0
    while done < len(ids):
        done += await _take_late(work, root, root.move, ids[done : done + MOST])


async def _planned(work: Work, root: Root, to: Move) -> Root:
    ids = [each.id async for each in all_of_root(work.store, root.id)]
    now = moving(root, replace(to, steps=await plan.write(work.blobs, root.id, ids)), at=work.at)
    await _commit(work, updated(root, now), of=root)
    return now


async def _take_secrets(work: Work, root: Root, to: Move) -> None:
    async def attempt() -> bool:
        db = RequestStore(work.store)
        writes = await copied_secrets(db, work.keyring, root, to, at=work.at)
        if writes:
            await _commit(work, (*writes, unchanged(root)), of=root)
        return bool(writes)

    while await attempted(attempt):
        pass


async def _take_sketches(work: Work, root: Root, to: Move) -> None:
    await copied_files(RequestStore(work.store), work.blobs, root, to)

    async def attempt() -> None:
        db = RequestStore(work.store)
        if writes := await moved_sketches(db, work.keyring, root, to, at=work.at):
            await _commit(work, (*writes, unchanged(root)), of=root)

    await attempted(attempt)


async def _apply(work: Work, root: Root) -> Root:
    """Take the steps that are left, and return the root after them."""
    while (to := root.move) is not None and to.steps is not None and to.applied < to.steps:
        stop = min(to.applied + MOST, to.steps)
        ids = await plan.read(work.blobs, root.id, start=to.applied, stop=stop)
        assert ids, "a plan has as many ids as it was written down with"
        root = await _take(work, root, to, ids)
    return root


async def _take(work: Work, root: Root, to: Move, ids: Sequence[VulnerabilityId]) -> Root:
    async def attempt() -> Root:
        taken, group = await _takeover(work, root, to, ids)
        if taken.ahead:
            await _commit(work, (*taken.ahead, unchanged(root)), of=root)
            return root
        now = moving(root, replace(to, applied=to.applied + taken.count), at=work.at)
        await _commit(work, (*taken.writes, *updated(root, now), *group), of=root)
        return now

    return await attempted(attempt)


async def _take_late(work: Work, root: Root, to: Move, ids: Sequence[VulnerabilityId]) -> int:
    """Take over some of ``ids``, and return how many were looked at."""

    async def attempt() -> int:
        taken, group = await _takeover(work, root, to, ids)
        if writes := taken.ahead or taken.writes:
            await _commit(work, (*writes, unchanged(root), *group), of=root)
        return taken.count

    return await attempted(attempt)


async def _takeover(
    work: Work, root: Root, to: Move, ids: Sequence[VulnerabilityId]
) -> tuple[Takeover, tuple[Write, ...]]:
    # One for each attempt: it keeps the pages that it read, and a history may have grown.
    db = RequestStore(work.store)
    group = await current_group(db, to.group_name)
    lives = group is not None and group.state.status is GroupStatus.ACTIVE
    course = Course(to=to, by=root.state.modified_by, at=work.at)
    taken = await taken_over(db, ids, course, copies=lives)
    return taken, () if group is None else (group_unchanged(group),)


async def _end(work: Work, root: Root | None, arrival: tuple[GroupName, RootId]) -> None:
    """Open both roots again, or the one that is left of them."""

    async def attempt() -> None:
        new = await current(RequestStore(work.store), *arrival)
        for end in (root, new):
            if end is not None and end.move is not None and not end.move.is_over:
                break
        else:
            return
        ends = [_over(each, at=work.at) for each in (root, new) if each is not None]
        writes = [write for was, now in ends if now != was for write in updated(was, now)]
        await _commit(work, writes, of=end)

    await attempted(attempt)


def _over(was: Root, *, at: datetime) -> tuple[Root, Root]:
    if was.move is None or was.move.is_over:
        return was, was
    return was, moving(was, replace(was.move, is_over=True), at=at)


def _subject(*names: str) -> str:
    return "/".join(names)


def _places(work: Work) -> tuple[tuple[GroupName, RootId], tuple[GroupName, RootId]]:
    """Return where the root is that is left, and the one that stands for it."""
    group, id_, new_group, new_id = work.run.subject.split("/")
    return (GroupName(group), RootId(id_)), (GroupName(new_group), RootId(new_id))


async def _commit(work: Work, writes: Sequence[Write], *, of: Root) -> None:
    by = made_by(of.state.modified_by, at=work.at)
    await commit(RequestStore(work.store), (*writes, work.run.fence), by)
