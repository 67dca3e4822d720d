"""The plan of an import in the blob store: results, closings, sightings, what is kept; in parts.

A plan is written before its first step is taken and never changes, so an import that was
cut off goes on from it and ends the same; lists of results are read from the same parts.
"""

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final, TypeVar

from blobs.types import BlobStore
from db_model.codec import decode_body, encode
from db_model.imports.types import ImageBlob, Import
from db_model.types import ImportId
from imports.types import PlannedClosing, PlannedKept, PlannedResult, PlannedSighting

T = TypeVar("T", PlannedResult, PlannedClosing, PlannedSighting, PlannedKept)

PART: Final = 500  # entries; a page of a list touches two parts at most


def folder(id_: ImportId) -> str:
    return f"imports/{id_}"


def report(id_: ImportId) -> str:
    return f"{folder(id_)}/report"


def paths(import_: Import) -> Iterator[str]:
    """Yield where what is kept of ``import_`` beside its record lies."""
    yield import_.report
    if import_.scanned:
        yield _scanned(import_.id)
    if import_.plan is not None:
        for number in range(-(-import_.plan.results // PART)):
            yield _path(import_.id, PlannedResult, number)
        for number in range(-(-import_.plan.closings // PART)):
            yield _path(import_.id, PlannedClosing, number)
        for number in range(-(-import_.plan.sightings // PART)):
            yield _path(import_.id, PlannedSighting, number)
        for number in range(-(-import_.plan.kept // PART)):
            yield _path(import_.id, PlannedKept, number)
        for kept in import_.plan.before:
            yield before(import_.id, kept)


def before(id_: ImportId, kept: ImageBlob) -> str:
    """Return where what an import changed lies as it was before."""
    return f"{before_folder(id_)}/{kept.run}/{kept.start:06d}.json.gz"


def before_folder(id_: ImportId) -> str:
    return f"{folder(id_)}/before"


async def write_scanned(blobs: BlobStore, id_: ImportId, scanned: Sequence[str]) -> None:
    await blobs.put(_scanned(id_), encode(tuple(scanned)))


async def read_scanned(blobs: BlobStore, import_: Import) -> tuple[str, ...] | None:
    """Return what somebody said was scanned; ``None`` where nobody did."""
    if not import_.scanned:
        return None
    path = _scanned(import_.id)
    return decode_body(tuple[str, ...], await blobs.get(path), of=path)


async def write(blobs: BlobStore, id_: ImportId, type_: type[T], entries: Iterable[T]) -> int:
    """Write ``entries`` in parts and return how many there are."""
    count = 0
    for number, part in enumerate(_parts(entries)):
        await blobs.put(_path(id_, type_, number), encode(part))
        count += len(part)
    return count


async def read(
    blobs: BlobStore, id_: ImportId, type_: type[T], *, start: int, stop: int
) -> tuple[T, ...]:
    """Return the entries from ``start`` to before ``stop``, which is not past the last one."""
    entries: list[T] = []
    for number in range(start // PART, -(-stop // PART)):
        part = await _part(blobs, id_, type_, number)
        first = number * PART
        entries.extend(part[max(start - first, 0) : stop - first])
    return tuple(entries)


async def parts(
    blobs: BlobStore, id_: ImportId, type_: type[T], *, count: int
) -> AsyncIterator[Sequence[T]]:
    """Yield all ``count`` entries in order, part by part."""
    for number in range(-(-count // PART)):
        yield await _part(blobs, id_, type_, number)


async def forget(blobs: BlobStore, id_: ImportId) -> None:
    """Remove everything that is kept of an import beside its record."""
    await _remove(blobs, folder(id_))


async def forget_before(blobs: BlobStore, id_: ImportId) -> None:
    """Remove what is kept of what an import changed: nobody can roll it back any more."""
    await _remove(blobs, before_folder(id_))


async def _remove(blobs: BlobStore, under: str) -> None:
    paths = [entry.path async for entry in blobs.list(under)]
    for path in paths:
        await blobs.delete(path)


def _scanned(id_: ImportId) -> str:
    return f"{folder(id_)}/scanned.json"


async def _part(blobs: BlobStore, id_: ImportId, type_: type[T], number: int) -> Sequence[T]:
    path = _path(id_, type_, number)
    return decode_body(tuple[type_, ...], await blobs.get(path), of=path)  # type: ignore[valid-type]  # a type made at run time


def _path(id_: ImportId, type_: type[T], number: int) -> str:
    return f"{folder(id_)}/{type_.__name__}/{number:06d}.json"


def _parts(entries: Iterable[T]) -> Iterator[tuple[T, ...]]:
    rest = iter(entries)
    while part := tuple(islice(rest, PART)):
        yield part
