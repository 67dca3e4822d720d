"""Which line sketches of a root hold: a blob an import, named for each tool by the root's record.

The blob is written before the plan that tells of it, and the record changes in the commit that
ends the import; what no record names is removed after it, or after a later one.
"""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from blobs.errors import BlobNotFound
from blobs.types import BlobStore
from db_model.imports.types import Import
from db_model.roots.get import current
from db_model.roots.update import unchanged
from db_model.sketches.get import of_root, sketches
from db_model.sketches.types import RootSketches, ToolSketches
from db_model.sketches.update import kept
from db_model.types import ImportId, RootId
from imports.child import Sketching
from imports.matching.names import tool_key
from kit.time import milliseconds
from roots.errors import RootBeingMoved, RootNotActive
from roots.rules.git import tested
from roots.rules.sketches import folder, path, paths
from store.types import Database, Write
from store.versions import next_version

MOST_TOOLS: Final = 100  # of a root; the longest unseen are left out
_MOST_BYTES: Final = 100_000_000  # that are brought to the comparing process


def advanced(was: RootSketches | None, import_: Import, *, at: datetime) -> RootSketches | None:
    """Return what holds once ``import_`` is done, of whose tools it is the last that looked.

    Of a tool that has no sketches in it none hold: they would be of another version of the files.
    """
    sketched = import_.plan.sketched if import_.plan else ()
    tools = {each.tool: each for each in was.tools} if was else {}
    for tool in sorted({tool_key(name) for name in import_.tools}):
        last = tools.pop(tool, None)
        now = import_.id if tool in sketched else None
        before = last.current if last else None
        if now or before:
            tools[tool] = ToolSketches(tool=tool, current=now, before=before)
    return _changed(was, import_, tools.values(), at=at)


def restored(was: RootSketches, tools: Collection[str], *, at: datetime) -> RootSketches:
    """Return what holds where the last import of ``tools``, by their names, is undone."""
    undone = {tool_key(name) for name in tools}
    kept_ = [
        replace(each, current=each.before, before=None) if each.tool in undone else each
        for each in was.tools
        if each.tool not in undone or each.before
    ]
    return _of(was, kept_, at=at)


async def given(db: Database, blobs: BlobStore, import_: Import, into: Path) -> Sketching:
    """Return what the comparing process is told; the sketches that hold are brought ``into``."""
    key, held = await of_root(db, import_.group_name, import_.root_id)
    files: dict[ImportId, str] = {}
    room = _MOST_BYTES
    named = {each.current for each in held.tools if each.current} if held else set()
    for id_ in sorted(named, reverse=True):
        file = into / f"sketches-{id_}"
        try:
            room -= await blobs.download(path(import_.root_id, id_), file)
        except BlobNotFound:  # lost by whoever put the files back: matched without
            continue
        if room < 0:
            break
        files[id_] = str(file.absolute())
    return Sketching(
        key=key.id if key else None,
        before={
            each.tool: files[each.current]
            for each in (held.tools if held else ())
            if each.current in files
        },
    )


async def put(blobs: BlobStore, import_: Import, file: Path) -> None:
    """Keep what the comparing process wrote, before anything names it."""
    content = await asyncio.to_thread(file.read_bytes)
    await blobs.put(path(import_.root_id, import_.id), content)


async def ended(
    db: Database, import_: Import, *, at: datetime
) -> tuple[tuple[Write, ...], RootSketches | None]:
    """Return the writes for the commit by which ``import_`` is done, and what holds after it.

    Where its root is not tested any more nothing changes: another root may have taken all over.
    """
    was = await sketches(db, import_.root_id)
    now = advanced(was, import_, at=at)
    if now is None or now == was:
        return (), was
    return await _writes(db, import_, was, now)


async def rolled_back(
    db: Database, import_: Import, *, at: datetime
) -> tuple[tuple[Write, ...], RootSketches | None]:
    """Return the writes for the commit by which ``import_``, the last of its tools, is undone.

    As ``ended`` does: what holds after it comes with them.
    """
    was = await sketches(db, import_.root_id)
    if was is None:
        return (), None
    return await _writes(db, import_, was, restored(was, import_.tools, at=at))


async def sweep(blobs: BlobStore, held: RootSketches | None, import_: Import) -> None:
    """Remove what ``held`` does not name, of ``import_`` and of imports that were before it.

    Later ones may be at work already, if the runner that calls this was overtaken.
    """
    if held is None:
        return
    named = frozenset(paths(held))
    last = path(held.root_id, import_.id)
    found = [entry.path async for entry in blobs.list(folder(held.root_id))]
    for each in found:
        if each not in named and each <= last:
            await blobs.delete(each)


async def forget(blobs: BlobStore, root: RootId) -> None:
    """Remove all sketches of ``root``."""
    for each in [entry.path async for entry in blobs.list(folder(root))]:
        await blobs.delete(each)


async def _writes(
    db: Database, import_: Import, was: RootSketches | None, now: RootSketches
) -> tuple[tuple[Write, ...], RootSketches | None]:
    root = await current(db, import_.group_name, import_.root_id)
    try:
        still = None if root is None else tested(root)
    except (RootBeingMoved, RootNotActive):
        still = None
    if still is None:
        return (), None
    return (*kept(was, now), unchanged(still)), now


def _changed(
    was: RootSketches | None, import_: Import, tools: Collection[ToolSketches], *, at: datetime
) -> RootSketches | None:
    if was is not None:
        return _of(was, tools, at=at)
    if not tools:
        return None
    empty = RootSketches(
        group_name=import_.group_name, root_id=import_.root_id, version=milliseconds(at)
    )
    return replace(empty, tools=_some(tools))


def _of(was: RootSketches, tools: Collection[ToolSketches], *, at: datetime) -> RootSketches:
    some = _some(tools)
    if some == was.tools:
        return was
    return replace(was, tools=some, version=next_version(was.version, milliseconds(at)))


def _some(tools: Collection[ToolSketches]) -> tuple[ToolSketches, ...]:
    newest = sorted(tools, key=_last, reverse=True)[:MOST_TOOLS]
    return tuple(sorted(newest, key=_tool))


def _last(each: ToolSketches) -> str:
    return max(each.current or "", each.before or "")


def _tool(each: ToolSketches) -> str:
    return each.tool
