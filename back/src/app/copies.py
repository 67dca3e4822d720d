"""The command ``store copy``: from the engines in use to others, while the service runs."""

import argparse
import sys
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from app.engines import open_blobs, open_store
from app.projections import Projections, keeping_of, open_projections, open_stream
from app.serve import STOPPED
from app.upkeep import moment, run_jobs
from copies.digests import Proof
from copies.errors import BadTarget, Differs, NoSource, NotElsewhere, Unfit
from copies.files import copy_files, missing_files
from copies.run import Copy, catch_up, finish, finished
from jobs.bell import Bell
from jobs.survey import survey
from jobs.types import LEASE
from kit.ids import random_id
from kit.time import now
from projections.keep import CONSUMERS, KINDS, SEARCH
from projections.rebuild import REBUILD
from projections.types import Keeping
from projections.verify import Drift, index_drift, mended
from projections.verify_figures import figures_drift, recounted
from projections.views import VIEWS
from settings import BlobsEngine, SearchEngine, Settings, StoreEngine, unfit
from streams.lag import waiting_since
from streams.run import Runner, drain

_EXAMPLES: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """From one installation's engines to another's."""

    source: Settings
    target: Settings

    @property
    def moves_files(self) -> bool:
        return self.source.blobs is not self.target.blobs


async def copy_store(settings: Settings, given: argparse.Namespace) -> int:
    """Copy to other engines, or go on; when asked to finish, prove it and print what to set."""
    move = Move(source=settings, target=target_of(settings, given.to))
    if settings.store is StoreEngine.SQLITE and not _file(settings).is_file():
        raise NoSource(_file(settings))
    async with (
        open_store(move.source, clock=now) as source,
        open_store(move.target, clock=now) as target,
        open_stream(move.source, source) as changes,
        open_projections(move.target, target) as projections,
    ):
        keeping = keeping_of(projections, target, now, Bell())
        copy = Copy(
            source=source,
            changes=changes,
            target=target,
            name=_name_of(move.source),
            clock=now,
            owner=f"command/{random_id()[:8]}",
            derive=partial(_derive, move.target, keeping, projections),
            told=_tell,
        )
        await (_finish(move, copy, keeping) if given.finish else _pass(move, copy))
    return STOPPED


def target_of(settings: Settings, text: str) -> Settings:
    """Return the settings of the engines that ``text`` names, as in ``dynamodb+opensearch``.

    Raises:
        BadTarget: it does not name one store and one search.
        NotElsewhere: the store or the search would stay where it is.
        Unfit: settings are missing for an engine that it names.
    """
    names = text.split("+")
    if SearchEngine.EMBEDDED in names and not set(names) & set(StoreEngine):
        names.append(StoreEngine.SQLITE)  # the two that need no set-up, in a word
    stores = [StoreEngine(name) for name in names if name in set(StoreEngine)]
    searches = [SearchEngine(name) for name in names if name in set(SearchEngine)]
    files = [BlobsEngine(name) for name in names if name in set(BlobsEngine)]
    if (len(stores), len(searches)) != (1, 1) or len(names) != 2 + len(files) or len(files) > 1:
        raise BadTarget(text)
    if stores[0] is settings.store:
        raise NotElsewhere("store")
    if searches[0] is settings.search:
        # The copy would make an index of its own out of the one that people search meanwhile.
        raise NotElsewhere("search")
    target = replace(
        settings, store=stores[0], search=searches[0], blobs=(files or [settings.blobs])[0]
    )
    if problems := unfit(target):
        raise Unfit(problems)
    return target


async def _pass(move: Move, copy: Copy) -> None:
    progress = await catch_up(copy)
    if progress.finished:
        _print_settings(move)
        return
    await _files_copied(move)
    sys.stderr.write("\n")
    sys.stdout.write(
        "Everything up to now was copied.  Stop all processes of the service, then run the same"
        " command with --finish.\n"
    )


async def _finish(move: Move, copy: Copy, keeping: Keeping) -> None:
    proof = await finish(copy)
    await _files_copied(move)
    sys.stderr.write("\n")
    if proof is not None:
        _print(proof)
        await _refuse_drift(keeping)
        await finished(copy)
    _print_settings(move)


async def _derive(settings: Settings, keeping: Keeping, projections: Projections) -> None:
    """Have the target's search take all changes, and its index made.

    What counts and records begins with the service that is started there: it then finds out what
    that of the source, whose items are copied, left undone.
    """
    runner = Runner(
        stream=projections.stream,
        store=keeping.store,
        consumers=(CONSUMERS[SEARCH](keeping),),
        owner=f"command/{random_id()[:8]}",
        clock=now,
        told=lambda _: None,
    )

    async def nothing_waits() -> bool:
        found = await survey(keeping.store, {REBUILD: LEASE}, now=now())
        _tell("indexes to be made", found.due + found.running + found.waiting)
        return not (found.due or found.running or found.waiting)

    while True:
        await drain(runner)
        await run_jobs(settings, keeping, nothing_waits, of=(KINDS[REBUILD](keeping),))
        if await waiting_since(projections.beside, keeping.store, SEARCH) is None:
            return


async def _refuse_drift(keeping: Keeping) -> None:
    """Mend what is derived where it differs, as the service would have in a moment, and compare."""
    for view in VIEWS.values():
        await keeping.index.refresh(view.schema.name)
        drift = await index_drift(keeping, view, pause=moment)
        if drift.ids:
            await mended(keeping, view, drift)
            drift = await index_drift(keeping, view, pause=moment)
        _refuse(f"documents of {drift.name}", drift)
    drift = await figures_drift(keeping, pause=moment)
    if drift.ids:
        await recounted(keeping, drift)
        drift = await figures_drift(keeping, pause=moment)
    _refuse("figures", drift)


def _refuse(what: str, drift: Drift) -> None:
    if drift.ids:
        raise Differs(what, len(drift.ids), drift.ids[:_EXAMPLES])
    sys.stdout.write(f"{drift.name}\t{drift.looked_at}\tcompared with the store\n")


async def _files_copied(move: Move) -> None:
    if not move.moves_files:
        return
    async with (
        open_blobs(move.source, clock=now) as source,
        open_blobs(move.target, clock=now) as target,
    ):
        await copy_files(source, target, told=partial(_tell, "files"))
        if missing := await missing_files(source, target):
            raise Differs("files", len(missing), missing[:_EXAMPLES])


def _file(settings: Settings) -> Path:
    return (settings.state_dir / "store.db").resolve()


def _name_of(settings: Settings) -> str:
    if settings.store is StoreEngine.SQLITE:
        return f"sqlite {_file(settings)}"
    where = settings.dynamodb_url or settings.dynamodb_region
    return f"dynamodb {where} {settings.dynamodb_prefix}"


def _tell(step: str, count: int) -> None:
    """Write over the last line how far a step is."""
    sys.stderr.write(f"\r\x1b[K{step}: {count}")
    sys.stderr.flush()


def _print(proof: Proof) -> None:
    for kind, digest in proof.held.items():
        sys.stdout.write(f"{kind}\t{digest.items}\t{digest.text}\n")


def _print_settings(move: Move) -> None:
    sys.stdout.write("The copy is whole.  Set this, and start the service:\n")
    for name in ("store", "search", "blobs"):
        was, is_ = getattr(move.source, name), getattr(move.target, name)
        if was is not is_:
            sys.stdout.write(f"INTEGRATES_{name.upper()}={is_}\n")
