"""Use cases of imports: asking for one, saying that a held one shall go on or not."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from authz.access import origin
from authz.errors import ActionDenied, ImportNotFound, RootNotFound
from authz.grants import GroupGrant, ImportGrant, require
from authz.policy import Action
from blobs.types import BlobStore
from db_model.commit import attempted, commit
from db_model.groups.update import unchanged
from db_model.imports.add import added
from db_model.imports.get import import_ as stored_import
from db_model.imports.types import Import, ImportState, Rollback
from db_model.imports.update import updated
from db_model.roots.get import by_nickname
from db_model.roots.types import GitRoot
from db_model.roots.update import unchanged as root_unchanged
from db_model.types import ImportId
from groups.domain import standing
from imports import plan
from imports.errors import EmptyReport, ImportNotHeld, LaterImport
from imports.latest import is_latest
from imports.rollback.rules import check_undoable, rolling_back
from imports.roots import tested_root
from imports.rules import commit_from, ref_from, step
from imports.scanned import scanned_from
from imports.types import NewImport
from jobs.enqueue import enqueue
from kit.time import milliseconds
from roots.rules.git import tested
from store.types import Database, Write

RUN: Final = "import"
FORGET: Final = "forget-import"
# Reports of one root contend for its job; a process serves about as many requests at once.
_AT_ONCE: Final = 100


async def request_import(
    db: Database,
    blobs: BlobStore,
    grant: GroupGrant,
    new: NewImport,
    *,
    id_: ImportId,
    at: datetime,
) -> Import:
    """Keep the report for good, then record that it is to be imported; one commit.

    Imports of one root run one at a time, in the order of their ids.  What was scanned from
    another branch than the root's is only told what it would do, as ``dry_run`` is.  What was
    said to be scanned is believed, whatever the report says of it.

    Raises:
        RootNotFound: the group has no root of this nickname.
        GitRootRequired: it has no code.
        RootNotActive: it is not tested any more.
        ActionDenied: the group was removed meanwhile.
        EmptyReport: there is not a byte in it.
        InvalidScannedPath, TooManyScannedPaths, InvalidLength: of a path that was scanned.
        AppError: the commit or the reference is refused.
    """
    require(grant, Action.IMPORT_REPORT)
    named = await by_nickname(db, grant.on.name, new.root_nickname)
    if named is None:
        raise RootNotFound
    root = tested(named)
    scanned = scanned_from(new.scanned)
    import_ = replace(_import(grant, new, root, id_=id_, at=at), scanned=len(scanned))
    await _keep(blobs, import_, new, scanned)

    async def attempt() -> Import:
        group = await standing(db, grant)
        wish = await enqueue(db, RUN, root.id, now=at)
        writes: list[Write] = [*added(import_), wish, unchanged(group)]
        if until := import_.kept_until:
            writes.append(await enqueue(db, FORGET, id_, now=at, run_after=until))
        await commit(db, writes, origin(grant.access, at=at, import_id=id_))
        return import_

    try:
        return await attempted(attempt, attempts=_AT_ONCE)
    except ActionDenied:
        await plan.forget(blobs, id_)
        raise


async def _keep(
    blobs: BlobStore, import_: Import, new: NewImport, scanned: tuple[str, ...]
) -> None:
    if await blobs.put(import_.report, new.report) == 0:
        await blobs.delete(import_.report)
        raise EmptyReport
    if scanned:
        await plan.write_scanned(blobs, import_.id, scanned)


def _import(
    grant: GroupGrant, new: NewImport, root: GitRoot, *, id_: ImportId, at: datetime
) -> Import:
    principal, ref = grant.access.principal, ref_from(new.ref)
    return Import(
        id=id_,
        group_name=grant.on.name,
        organization_id=grant.on.organization_id,
        root_id=root.id,
        state=ImportState.QUEUED,
        format=new.format,
        report=plan.report(id_),
        requested_by=principal.email,
        requested_at=at,
        dry_run=new.dry_run or _is_elsewhere(ref, root),
        is_branch=_is_elsewhere(ref, root),
        token_id=principal.token_id,
        address=principal.address,
        commit=commit_from(new.commit),
        ref=ref,
        version=milliseconds(at),
    )


async def confirm_import(db: Database, grant: ImportGrant, *, at: datetime) -> Import:
    """Let a held import go on; it is matched anew with what is known by then.  One commit.

    Raises:
        ImportNotHeld: it does not wait for anybody's word.
        RootNotActive: its root is not tested any more.
    """
    require(grant, Action.IMPORT_REPORT)

    async def attempt() -> Import:
        was = await _held(db, grant.on.id)
        await tested_root(db, was)
        now = replace(step(was, at=at, state=ImportState.QUEUED), confirmed=True, plan=None)
        writes = (*updated(was, now), await enqueue(db, RUN, was.root_id, now=at))
        await commit(db, writes, origin(grant.access, at=at, import_id=was.id))
        return now

    return await attempted(attempt)


async def discard_import(db: Database, grant: ImportGrant, *, at: datetime) -> Import:
    """Give a held import up; nothing of it is applied.  One commit.

    Raises:
        ImportNotHeld: it does not wait for anybody's word.
    """
    require(grant, Action.IMPORT_REPORT)

    async def attempt() -> Import:
        was = await _held(db, grant.on.id)
        by = grant.access.principal.email
        now = replace(step(was, at=at, state=ImportState.DISCARDED), reason=f"Discarded by {by}")
        await commit(db, updated(was, now), origin(grant.access, at=at, import_id=was.id))
        return now

    return await attempted(attempt)


async def roll_back_import(db: Database, grant: ImportGrant, *, at: datetime) -> Import:
    """Have the latest import of a root and of its tools undone by the root's job; one commit.

    It takes the import's place among those of the root, before all that are waiting.  One that
    is being rolled back is answered as it stands; one that stopped halfway goes on from there.

    Raises:
        ImportNotApplied: it did not end, or only told what it would do.
        ImportRolledBack: it was undone already.
        LaterImport: another import of one of its tools was applied since.
        RootNotActive: its root is not tested any more.
        AppError: the root is being moved, or gone.
    """
    require(grant, Action.ROLL_BACK_IMPORT)
    principal = grant.access.principal

    async def attempt() -> Import:
        was = await stored_import(db, grant.on.id)
        if was is None:
            raise ImportNotFound
        if was.state is ImportState.ROLLING_BACK:
            return was
        check_undoable(was)
        root = await tested_root(db, was)
        if not await is_latest(db, was):
            raise LaterImport
        asked = Rollback(
            requested_by=principal.email,
            requested_at=at,
            token_id=principal.token_id,
            address=principal.address,
        )
        now = rolling_back(was, asked, at=at)
        wish = await enqueue(db, RUN, was.root_id, now=at)
        writes = (*updated(was, now), wish, root_unchanged(root))
        await commit(db, writes, origin(grant.access, at=at, import_id=was.id))
        return now

    return await attempted(attempt)


async def _held(db: Database, id_: ImportId) -> Import:
    import_ = await stored_import(db, id_)
    if import_ is None:
        raise ImportNotFound
    if import_.state is not ImportState.HELD:
        raise ImportNotHeld
    return import_


def _is_elsewhere(ref: str | None, root: GitRoot) -> bool:
    return ref is not None and ref != root.state.branch
